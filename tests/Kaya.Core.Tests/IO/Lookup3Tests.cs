using System.Text;

namespace Kaya.Core.Tests;

public sealed class Lookup3Tests
{
    // From the tests of Jenkins' own lookup3.c (2006).
    [Theory]
    [InlineData("", 0xdeadbeef)]
    [InlineData("Four score and seven years ago", 0x17770551)]
    public void Of_Text_IsThePublishedValue(string text, uint expected) =>
        Assert.Equal(expected, Lookup3.Of(Encoding.ASCII.GetBytes(text)));
}
