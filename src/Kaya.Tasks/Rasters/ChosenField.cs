using System.Runtime.InteropServices;
using Kaya.Geo;

namespace Kaya.Tasks;

/// <summary>A field as a raster of one band: one chosen time and level, or the sum or mean of several.</summary>
internal sealed class ChosenField : IRasterSource
{
    private readonly IFieldSource _source;
    private readonly (int First, int Count) _times, _levels;
    private readonly StepSummary _overTime, _overLevels;

    // Share of each step in a mean over time, where their lengths are known and differ; otherwise none.
    private readonly double[] _weights;

    private ChosenField(IFieldSource source, (int, int) times, (int, int) levels, RasterReading reading)
    {
        (_source, _times, _levels) = (source, times, levels);
        _overTime = _times.Count == 1 ? StepSummary.None : reading.Time!.Summary;
        _overLevels = _levels.Count == 1 ? StepSummary.None : reading.Level!.Summary;
        _weights = _overTime == StepSummary.Mean ? WeightsOf(source.Fields[0]) : [];
        BandDescription values = source.Fields[0].Values with { Period = PeriodOf(source.Fields[0].Time) };
        // A sum or mean of several steps is computed, not stored, so it is not packed.
        Bands = [IsOne ? values : values with { Stored = ElementType.F64, Packing = Packing.None }];
    }

    public Grid Grid => _source.Fields[0].Grid;

    public IReadOnlyList<BandDescription> Bands { get; }

    // All fields are from netCDF files, which can be read from any thread.
    public bool IsThreadSafe => true;

    private bool IsOne => _times.Count == 1 && _levels.Count == 1;

    /// <summary>Chooses of the first field of a source.</summary>
    /// <exception cref="DataFormatException">Several times or levels without a choice, or a sum of rates over time.</exception>
    /// <exception cref="DataNotFoundException">No such time or level.</exception>
    public static ChosenField Of(IFieldSource source, RasterReading reading, SourceLocation where)
    {
        FieldDescription field = source.Fields[0];
        (int, int) times = StepChoice.OfTimes(field, reading.Time, where);
        ChosenField chosen = new(source, times, StepChoice.OfLevels(field, reading.Level, where), reading);
        if (chosen._overTime == StepSummary.Sum && field.Values.IsUnitStated && field.Values.Unit.Dimension.Time < 0)
            throw new DataFormatException(new Fault("Rates cannot be summed over time.", where,
                "@time=...:mean for rates, or totals of each step",
                field.Values.Unit.ToString(), "Take the mean and multiply it by the length of the period."));
        return chosen;
    }

    public void Read(int band, Window window, Span<double> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(band, 0);
        _source.Read(0, FieldWindow.At(_times.First, _levels.First, window), destination);
        if (IsOne) return;
        Weigh(destination, 0);
        double[] step = new double[destination.Length];
        for (int at = 1; at < _times.Count * _levels.Count; at++)
        {
            _source.Read(0, FieldWindow.At(_times.First + (at / _levels.Count), _levels.First + (at % _levels.Count), window), step);
            Weigh(step, at / _levels.Count);
            // A cell with a gap in one step has no value in the sum: NaN is kept.
            for (int cell = 0; cell < step.Length; cell++) destination[cell] += step[cell];
        }

        double divisor = (_overTime == StepSummary.Mean && _weights.Length == 0 ? _times.Count : 1)
            * (double)(_overLevels == StepSummary.Mean ? _levels.Count : 1);
        for (int cell = 0; divisor != 1 && cell < step.Length; cell++) destination[cell] /= divisor;
    }

    public void Read(int band, Window window, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(band, 0);
        if (IsOne) _source.Read(0, FieldWindow.At(_times.First, _levels.First, window), destination);
        else this.ReadRounded(band, window, destination);
    }

    public void ReadStored<T>(int band, Window window, Span<T> destination) where T : unmanaged
    {
        Bands[band].Stored.Require<T>();
        if (IsOne) _source.ReadStored(0, FieldWindow.At(_times.First, _levels.First, window), destination);
        else Read(band, window, MemoryMarshal.Cast<T, double>(destination));
    }

    // The mean of rates of months is that over time: February counts less than January. Totals of months count alike.
    private double[] WeightsOf(FieldDescription field)
    {
        bool isRate = field.IsMeanOverTime
            || (field.Values.IsUnitStated && field.Values.Unit.Dimension is { Time: -1 } or { Mass: 1, Time: -3 });
        if (!isRate || field.Time is not { HasBounds: true } times) return [];
        double[] lengths = [.. Enumerable.Range(_times.First, _times.Count)
            .Select(step => (double)times.PeriodOf(step)!.Value.Duration.Ticks)];
        double all = lengths.Sum();
        // Bounds without a length are no periods.
        return lengths.All(length => length == lengths[0]) || lengths.Any(length => length <= 0) ? []
            : [.. lengths.Select(length => length / all)];
    }

    private void Weigh(Span<double> cells, int step)
    {
        for (int cell = 0; _weights.Length > 0 && cell < cells.Length; cell++) cells[cell] *= _weights[step];
    }

    private Period? PeriodOf(TimeAxis? times) => times?.PeriodOf(_times.First) is { } first
        && times.PeriodOf(_times.First + _times.Count - 1) is { } last
        ? new TimeInterval(first.Start, last.End).ToPeriod() : null;
}
