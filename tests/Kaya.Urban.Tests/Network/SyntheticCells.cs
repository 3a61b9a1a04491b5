using System.Collections.Immutable;
using Kaya.Torch;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Kaya.Urban.Tests;

/// <summary>Cells whose emission comes of what their image shows, of their points, and of their neighbours.</summary>
/// <remarks>ln t = 3 + u + v + a half of the mean u of the eight neighbours. The image is as bright as u, points follow v; a covariate is
/// exp(u + v) with noise.</remarks>
internal sealed record SyntheticCells(int Rows = 10, int Columns = 12, int PixelSize = 32)
{
    internal const int Categories = 3;

    internal ulong Seed { get; init; } = 5;

    internal bool HasPositions { get; init; } = true;

    /// <summary>Cells that are left out of the grid.</summary>
    internal Func<int, int, bool> IsMissing { get; init; } = (_, _) => false;

    internal Func<int, int, bool> HasImage { get; init; } = (_, _) => true;

    internal Func<int, int, bool> IsZero { get; init; } = (_, _) => false;

    internal Func<int, int, bool> HasNoPoint { get; init; } = (_, _) => false;

    /// <summary>Changes the picture of a cell of that row and column.</summary>
    internal Func<int, int, bool> IsRepainted { get; init; } = (_, _) => false;

    internal string[] Names { get; init; } = ["shop", "school", "works"];

    internal UrbanDataset Write(string path)
    {
        RandomSource random = new(Seed);
        double[] u = Field(random.Derive("u")), v = Field(random.Derive("v"));
        List<int> cells = [.. Enumerable.Range(0, Rows * Columns).Where(place => !IsMissing(place / Columns, place % Columns))];
        List<PointOfInterest> points = [];
        List<int> starts = [0];
        int[] images = new int[cells.Count];
        int image = 0;
        for (int i = 0; i < cells.Count; i++)
        {
            (int row, int column) = Math.DivRem(cells[i], Columns);
            images[i] = HasImage(row, column) ? image++ : -1;
            RandomSequence sequence = random.Derive($"points{cells[i]}").Sequence();
            int count = HasNoPoint(row, column) ? 0 : (int)Math.Exp(1 + v[cells[i]]);
            for (int k = 0; k < count; k++)
                points.Add(HasPositions
                    ? new PointOfInterest((ushort)sequence.NextInt32(65536), (ushort)sequence.NextInt32(65536), (ushort)(k % Categories))
                    : new PointOfInterest(0, 0, (ushort)(k % Categories)));
            starts.Add(points.Count);
        }

        RandomSequence noise = random.Derive("noise").Sequence();
        UrbanTables tables = new()
        {
            Grid = Grid.InDegrees(10, 50, 0.01, Rows, Columns),
            Cells = [.. cells],
            ImageOf = [.. images],
            PixelSize = PixelSize,
            Categories = [.. Names],
            HasPositions = HasPositions,
            PointStart = [.. starts],
            Points = [.. points],
            Covariates = [new UrbanCovariate("light", "nW cm-2 sr-1")],
            CovariateValues = [.. cells.Select(cell => (float)Math.Exp(u[cell] + v[cell] + (0.1 * noise.NextGaussian())))],
            Targets = [.. cells.Select(cell => IsZero(cell / Columns, cell % Columns) ? 0 : Math.Exp(3 + u[cell] + v[cell]
                + (0.5 * Around(u, cell))))],
            TargetName = "CO2",
            IsSample = true,
        };
        using (UrbanDatasetWriter writer = new(path, tables))
        {
            for (int i = 0; i < cells.Count; i++)
                if (images[i] >= 0) writer.WriteImage(images[i], Paint(cells[i], u[cells[i]], random));
            writer.Complete();
        }

        return UrbanDataset.Open(path);
    }

    /// <summary>Test: the right quarter; validation: every third block of two rows of the rest.</summary>
    internal static UrbanSplit Split(UrbanDataset data) => new("right quarter", [.. Enumerable.Range(0, data.Count).Select(cell =>
    {
        (int row, int column) = data.PlaceOf(cell);
        return !data.Modalities.All(modality => data.Has(cell, modality)) ? CellRole.Unused
            : column >= data.Grid.Columns * 3 / 4 ? CellRole.Test
            : row / 2 % 3 == 1 ? CellRole.Validation : CellRole.Training;
    })]);

    private double[] Field(RandomSource random)
    {
        RandomSequence sequence = random.Sequence();
        double[] noise = [.. Enumerable.Range(0, Rows * Columns).Select(_ => sequence.NextGaussian())];
        return [.. Enumerable.Range(0, noise.Length).Select(cell => (0.6 * noise[cell]) + (1.2 * Around(noise, cell)))];
    }

    private double Around(double[] values, int cell)
    {
        (int row, int column) = Math.DivRem(cell, Columns);
        double[] near = [.. from r in Enumerable.Range(row - 1, 3) from c in Enumerable.Range(column - 1, 3)
            where (r, c) != (row, column) && r >= 0 && c >= 0 && r < Rows && c < Columns select values[(r * Columns) + c]];
        return near.Length == 0 ? 0 : near.Average();
    }

    private byte[] Paint(int cell, double level, RandomSource random)
    {
        bool repainted = IsRepainted(cell / Columns, cell % Columns);
        RandomSequence sequence = random.Derive($"image{cell}{(repainted ? "x" : "")}").Sequence();
        byte[] pixels = new byte[PixelSize * PixelSize * 3];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)Math.Clamp(110 + (40 * (repainted ? -level : level)) + (25 * sequence.NextGaussian()), 0, 255);
        return pixels;
    }
}

/// <summary>A folder for files of cells; tensors that outlive a test fail it.</summary>
public abstract class CellsTest : IDisposable
{
    private readonly long _before = TorchLedger.LiveWithoutCopies;

    protected string Folder { get; } = Directory.CreateTempSubdirectory("kaya-urban-").FullName;

    private protected static FitContext Context => new(new RandomSource(3));

    private protected UrbanDataset Open(SyntheticCells cells, string name = "cells.urban") => cells.Write(Path.Combine(Folder, name));

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        Assert.Equal(_before, TorchLedger.LiveWithoutCopies);
        GC.SuppressFinalize(this);
    }
}
