using Kaya.Core;

namespace Kaya.Energy;

/// <summary>The training regions for mixtures: sizes and rows by day.</summary>
internal sealed class MixtureSource
{
    private const int Attempts = 100;

    private readonly EnergyDataset _training;
    private readonly DensificationOptions _options;
    private readonly SortedDictionary<DateOnly, int>[] _rowOfDay;
    private readonly double[] _size;
    private readonly double _typicalSize;
    private readonly double _scaleDeviation;

    internal MixtureSource(EnergyDataset training, DensificationOptions options)
    {
        (_training, _options) = (training, options);
        _rowOfDay = [.. training.Regions.Select(region => new SortedDictionary<DateOnly, int>())];
        for (int row = 0; row < training.Count; row++) _rowOfDay[training.RegionIndex[row]].Add(training.Day[row], row);
        _size = [.. _rowOfDay.Select(rows => rows.Values.Average(row => training.TotalGeneration[row]))];
        double[] logs = Array.ConvertAll(_size, Math.Log);
        double mean = logs.Average();
        _typicalSize = Math.Exp(mean);
        _scaleDeviation = options.ScaleDeviation ?? Math.Sqrt(logs.Average(log => (log - mean) * (log - mean)));
    }

    /// <summary>Draws one mixture and appends its rows.</summary>
    internal RegionMixture Draw(string name, int index, RandomSequence sequence, MixtureColumns columns)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            int[] members = Members(sequence);
            DateOnly[] days = [.. _rowOfDay[members[0]].Keys.Where(day => members.All(member => _rowOfDay[member].ContainsKey(day)))];
            if (days.Length == 0) continue;
            double[] factors = Factors(members, sequence);
            foreach (DateOnly day in days) columns.Add(index, day, _training, Array.ConvertAll(members, member => _rowOfDay[member][day]),
                factors);
            return new RegionMixture(
                name, Array.AsReadOnly(members.Zip(factors, (member, factor) => new MixtureMember(_training.Regions[member], factor))
                .ToArray()), days.Length);
        }

        throw new ArgumentException("the training regions have no common days, so they cannot be mixed");
    }

    private int[] Members(RandomSequence sequence)
    {
        int most = Math.Min(_options.MostMembers, _size.Length);
        int count = _options.FewestMembers + sequence.NextInt32(most - _options.FewestMembers + 1);
        int[] order = [.. Enumerable.Range(0, _size.Length)];
        sequence.Shuffle<int>(order);
        return order[..count];
    }

    private double[] Factors(int[] members, RandomSequence sequence)
    {
        double[] weights = [.. members.Select(_ => Gamma(_options.Concentration, sequence))];
        double sum = weights.Sum();
        double scale = Math.Exp(_scaleDeviation * sequence.NextGaussian());
        return [.. members.Select((member, i) => scale * weights[i] / sum * _typicalSize / _size[member])];
    }

    /// <summary>A gamma variate of unit scale (Marsaglia and Tsang 2000); normalised ones are Dirichlet distributed.</summary>
    private static double Gamma(double shape, RandomSequence sequence)
    {
        if (shape < 1) return Gamma(shape + 1, sequence) * Math.Pow(1 - sequence.NextDouble(), 1 / shape);
        double d = shape - 1.0 / 3, c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = sequence.NextGaussian(), root = 1 + c * x;
            if (root <= 0) continue;
            double v = root * root * root;
            if (Math.Log(1 - sequence.NextDouble()) < 0.5 * x * x + d - d * v + d * Math.Log(v)) return d * v;
        }
    }
}

/// <summary>Columns of synthetic rows under construction.</summary>
internal sealed class MixtureColumns
{
    private readonly List<int> _region = [];
    private readonly List<DateOnly> _day = [];
    private readonly List<double>[] _generation = [.. EnergySources.All.Select(_ => new List<double>())];
    private readonly List<double>[] _emission = [.. Sectors.All.Select(_ => new List<double>())];

    internal void Add(int region, DateOnly day, EnergyDataset training, int[] rows, double[] factors)
    {
        _region.Add(region);
        _day.Add(day);
        foreach (EnergySource source in EnergySources.All) _generation[(int)source]
            .Add(WeightedSum(training.Generation(source), rows, factors));
        foreach (Sector sector in Sectors.All) _emission[(int)sector].Add(WeightedSum(training.Emission(sector), rows, factors));
    }

    internal EnergyDataset ToDataset(string[] regions) => new(regions, [.. _region], [.. _day],
        Array.ConvertAll(_generation, column => column.ToArray()), Array.ConvertAll(_emission, column => column.ToArray()));

    private static double WeightedSum(ReadOnlySpan<double> column, int[] rows, double[] factors)
    {
        double sum = 0;
        for (int i = 0; i < rows.Length; i++) sum += factors[i] * column[rows[i]];
        return sum;
    }
}
