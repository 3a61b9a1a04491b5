namespace Kaya.Urban;

/// <summary>The colours that a picture is stored in.</summary>
public enum PictureColours
{
    /// <summary>One number for each pixel.</summary>
    Grey,

    /// <summary>Red, green and blue.</summary>
    Rgb,

    /// <summary>Numbers of colours of a table.</summary>
    Palette,

    /// <summary>Cyan, magenta, yellow and black.</summary>
    Cmyk,
}

/// <summary>How a picture is stored, which decides how it becomes red, green and blue of 8 bits.</summary>
/// <param name="Colours">Its colours.</param>
/// <param name="Bits">Bits of a number.</param>
/// <param name="HasAlpha">Whether a further number says how opaque a pixel is.</param>
public sealed record PictureMode(PictureColours Colours, int Bits, bool HasAlpha)
{
    /// <summary>Whether numbers have more bits than the 8 of a screen: how bright they are beside 8 bits, the picture does not
    /// say.</summary>
    public bool IsDeep => Colours != PictureColours.Palette && Bits > 8;

    /// <summary>In a few words.</summary>
    /// <returns>Such as RGBA, or grey of 16 bits.</returns>
    public override string ToString()
    {
        string colours = Colours switch
        {
            PictureColours.Grey => HasAlpha ? "grey and alpha" : "grey",
            PictureColours.Rgb => HasAlpha ? "RGBA" : "RGB",
            PictureColours.Palette => HasAlpha ? "palette and alpha" : "palette",
            _ => "CMYK",
        };
        if (Colours == PictureColours.Palette || Bits == 8) return colours;
        return FormattableString.Invariant($"{colours} of {Bits} {(Bits == 1 ? "bit" : "bits")}");
    }
}

/// <summary>What a picture says of itself before it is decoded.</summary>
/// <param name="Mode">How it is stored.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">Number of columns.</param>
public sealed record PictureHeader(PictureMode Mode, int Rows, int Columns);
