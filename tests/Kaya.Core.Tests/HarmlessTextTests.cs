namespace Kaya.Core.Tests;

/// <summary>Names from files on terminals and in spreadsheets.</summary>
public sealed class HarmlessTextTests
{
    [Theory]
    [InlineData("\u001b[31mRED\u001b[2J", "\\u001b[31mRED\\u001b[2J")]
    [InlineData("a\u202etxt.exe", "a\\u202etxt.exe")]
    [InlineData("two\nlines", "two\\u000alines")]
    [InlineData("北京 São Paulo", "北京 São Paulo")]
    public void Shown_ControlsAndDirectionMarks_AreWrittenOut(string text, string shown) => Assert.Equal(shown, HarmlessText.Shown(text));

    // The forms that OWASP lists under CSV injection, and texts that only look like them.
    [Theory]
    [InlineData("=cmd|'/c calc'!A0", "'=cmd|'/c calc'!A0")]
    [InlineData("@SUM(1)", "'@SUM(1)")]
    [InlineData("+1+cmd|'/c calc'!A0", "'+1+cmd|'/c calc'!A0")]
    [InlineData("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("-5 to 3", "-5 to 3")]
    [InlineData("-", "-")]
    [InlineData("Paris", "Paris")]
    public void Cell_WhatASpreadsheetExecutes_GetsAnApostrophe(string text, string cell) => Assert.Equal(cell, HarmlessText.Cell(text));

    [Theory]
    [InlineData("１２")]
    [InlineData("-1g-3 １２")]
    [InlineData("1e400 t")]
    public void Parse_DigitsOfOtherScripts_AreNoUnit(string text) => Assert.Throws<DataFormatException>(() => Quantity.Parse(text));

    [Fact]
    public void RemoveStale_PartsOfProcessesThatAreGone_AreRemoved()
    {
        string folder = Directory.CreateTempSubdirectory("kaya-parts-").FullName, path = Path.Combine(folder, "map.tif");
        try
        {
            string[] stale = ["map.tif.999999999.part", "map.tif.999999999.part.tif", "map.tif.999999999.part.tif.scratch.tif"];
            string[] kept = [$"map.tif.{Environment.ProcessId}.part", "map.tif.aux", "map.tif.7.partial", "other.tif.999999999.part"];
            foreach (string name in stale.Concat(kept)) File.WriteAllText(Path.Combine(folder, name), "");
            PartFiles.RemoveStale(path);
            Assert.Equal(kept.Order(), Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
