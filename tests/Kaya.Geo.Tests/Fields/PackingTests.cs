namespace Kaya.Geo.Tests;

public class PackingTests
{
    // CF 1.8, section 8.1: value = stored x scale_factor + add_offset.
    [Fact]
    public void Unpack_ScaledShorts_GivesValuesAndNaN()
    {
        short[] stored = [-32768, 0, 100, 7];
        double[] values = new double[4];
        new Packing(0.5, 10, -32768, 7).Unpack<short, double>(stored, values);
        Assert.Equal([double.NaN, 10, 60, double.NaN], values);
    }

    [Fact]
    public void Unpack_PlainFloats_KeepsTheirBits()
    {
        float[] stored = [1.1f, float.NaN, -0f, 3e38f], values = new float[4];
        Packing.None.Unpack<float, float>(stored, values);
        Assert.Equal(stored.Select(BitConverter.SingleToInt32Bits), values.Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void Unpack_FillValueOfFloats_IsFoundInDouble()
    {
        float[] values = [9.96921e36f, 2];
        new Packing(1, 0, 9.969209968386869e36).Unpack<float, float>(values, values);
        Assert.Equal([float.NaN, 2], values);
    }
}
