namespace Kaya.Energy;

/// <summary>What a reader found in a file: the part of the data card from the reader.</summary>
/// <param name="Path">The file, as given by the caller.</param>
/// <param name="Reader">The format it was read as.</param>
/// <param name="Unit">Unit of the values as read.</param>
/// <param name="DateForm">How dates are written in the file.</param>
/// <param name="RowsRead">Lines with a value.</param>
/// <param name="Footers">Lines without data after the data, in order.</param>
/// <param name="Clamped">Small negative values set to 0, by region and category.</param>
/// <param name="LeftOut">Region-days left out because of an invalid value; empty if these are refused.</param>
/// <param name="Notes">Further remarks, one sentence each.</param>
public sealed record ReadRecord(
    string Path,
    string Reader,
    string Unit,
    string DateForm,
    int RowsRead,
    IReadOnlyList<FooterLine> Footers,
    IReadOnlyList<ClampedNegatives> Clamped,
    IReadOnlyList<LeftOutDay> LeftOut,
    IReadOnlyList<string> Notes);

/// <summary>A line without data at the end of a provider's file.</summary>
/// <param name="Line">Line number from 1.</param>
/// <param name="Text">Its text, such as an attribution or a date; may be empty.</param>
public sealed record FooterLine(long Line, string Text);

/// <summary>Negative values within rounding that were set to 0.</summary>
/// <param name="Region">Region.</param>
/// <param name="Category">Source or sector.</param>
/// <param name="Count">Number of days.</param>
/// <param name="Minimum">The most negative one, in the unit of the file.</param>
/// <param name="RootMeanSquare">Their root mean square: an estimate of the noise of the file, since the true value is 0 or above.</param>
public sealed record ClampedNegatives(string Region, string Category, int Count, double Minimum, double RootMeanSquare);

/// <summary>A region-day that was left out.</summary>
/// <param name="Region">Region.</param>
/// <param name="Day">Day.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="Line">The line in the file.</param>
public sealed record LeftOutDay(string Region, DateOnly Day, string Reason, long Line);
