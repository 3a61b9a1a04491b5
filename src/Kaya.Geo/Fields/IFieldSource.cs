using Kaya.Core;

namespace Kaya.Geo;

/// <summary>Fields that can be read in blocks: a file, opened once and read many times, or fields in memory.</summary>
/// <remarks>One thread at a time may read, unless a source says otherwise.</remarks>
public interface IFieldSource : IDisposable
{
    /// <summary>The fields, in order. They may differ in grid, times and levels.</summary>
    IReadOnlyList<FieldDescription> Fields { get; }

    /// <summary>Reads a block as doubles, in the unit of the field; no-data becomes NaN, rows start in the north.</summary>
    /// <param name="field">Index of the field, from 0.</param>
    /// <param name="window">Inside the field.</param>
    /// <param name="destination">Receives the values of the block: time x level x row x column.</param>
    /// <exception cref="ArgumentException">No such field, a block outside it, or a destination of the wrong length.</exception>
    void Read(int field, FieldWindow window, Span<double> destination);

    /// <summary>Reads a block as floats, in the unit of the field; no-data becomes NaN, rows start in the north.</summary>
    /// <param name="field">Index of the field, from 0.</param>
    /// <param name="window">Inside the field.</param>
    /// <param name="destination">Receives the values of the block: time x level x row x column.</param>
    /// <exception cref="ArgumentException">No such field, a block outside it, or a destination of the wrong length.</exception>
    void Read(int field, FieldWindow window, Span<float> destination);

    /// <summary>Reads the stored values of a block: no scaling, no-data as its code, rows starting in the north.</summary>
    /// <typeparam name="T">The C# type of the element type of the field.</typeparam>
    /// <param name="field">Index of the field, from 0.</param>
    /// <param name="window">Inside the field.</param>
    /// <param name="destination">Receives the values of the block: time x level x row x column.</param>
    /// <exception cref="ArgumentException">Wrong type, no such field, a block outside it, or a destination of the wrong
    /// length.</exception>
    void ReadStored<T>(int field, FieldWindow window, Span<T> destination) where T : unmanaged;
}

/// <summary>Fields by name, and one time and level of them as a raster.</summary>
public static class FieldSources
{
    /// <summary>The index of a field.</summary>
    /// <param name="source">The source.</param>
    /// <param name="name">Name of the field.</param>
    /// <param name="where">The file, for the message.</param>
    /// <returns>Index from 0.</returns>
    /// <exception cref="DataFormatException">No such field.</exception>
    public static int IndexOf(this IFieldSource source, string name, SourceLocation? where = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        for (int field = 0; field < source.Fields.Count; field++)
            if (source.Fields[field].Name == name) return field;
        throw Spelling.Unknown("variable", name, source.Fields.Select(field => field.Name), where);
    }

    /// <summary>One time and level of a field, as a source of one band.</summary>
    /// <param name="source">The source; must outlive the result.</param>
    /// <param name="field">Index of the field, from 0.</param>
    /// <param name="time">Step from 0.</param>
    /// <param name="level">Level from 0.</param>
    /// <returns>The band on the grid of the field.</returns>
    public static IRasterSource At(this IFieldSource source, int field, int time = 0, int level = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new FieldSlice(source, field, time, level);
    }

    private sealed class FieldSlice(IFieldSource source, int field, int time, int level) : IRasterSource
    {
        public Grid Grid { get; } = source.Fields[field].Grid;

        public IReadOnlyList<BandDescription> Bands { get; } = [source.Fields[field].Values];

        public void Read(int band, Window window, Span<double> destination) =>
            source.Read(Checked(band), FieldWindow.At(time, level, window), destination);

        public void Read(int band, Window window, Span<float> destination) =>
            source.Read(Checked(band), FieldWindow.At(time, level, window), destination);

        public void ReadStored<T>(int band, Window window, Span<T> destination) where T : unmanaged =>
            source.ReadStored(Checked(band), FieldWindow.At(time, level, window), destination);

        private int Checked(int band)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(band, 0);
            return field;
        }
    }
}
