namespace Kaya.Urban.Tests;

public sealed class UrbanDatasetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-urban-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_gives_back_what_was_written()
    {
        UrbanTables tables = new()
        {
            Grid = Grid.InDegrees(10, 50, 0.01, 2, 3),
            Cells = [0, 2, 5],
            ImageOf = [0, -1, 1],
            PixelSize = 2,
            Categories = ["shop", "school"],
            HasPoints = [true, true, false],
            PointStart = [0, 2, 2, 2],
            Points = [new PointOfInterest(0, 65535, 1), new PointOfInterest(5, 6, 0)],
            Covariates = [new UrbanCovariate("night light", "nW cm-2 sr-1")],
            CovariateValues = [1.5f, float.NaN, 3],
            Targets = [10, 0, double.NaN],
            TargetName = "CO2 of 2018",
            Regions = ["west"],
            RegionOf = [0, 0, -1],
            Notes = ["three cells"],
        };
        string path = Path.Combine(_folder, "cells.urban");
        byte[] first = [.. Enumerable.Range(0, 12).Select(i => (byte)i)], second = [.. first.Reverse()];
        using (UrbanDatasetWriter writer = new(path, tables))
        {
            writer.WriteImage(1, second);
            writer.WriteImage(0, first);
            writer.Complete();
        }

        using UrbanDataset data = UrbanDataset.Open(path);
        Assert.Equal(tables.Grid, data.Grid);
        Assert.Equal([UrbanModality.Image, UrbanModality.Points, UrbanModality.Covariates], data.Modalities);
        byte[] pixels = new byte[12];
        data.ReadImage(2, pixels);
        Assert.Equal(second, pixels);
        Assert.Equal([1, 1], data.PointCounts(0));
        Assert.True(data.Has(1, UrbanModality.Points) && !data.Has(2, UrbanModality.Points) && !data.Has(1, UrbanModality.Image));
        Assert.False(data.Has(1, UrbanModality.Covariates));
        Assert.Equal(2, data.At(1, 2));
        Assert.Equal(-1, data.At(0, 1));
        Assert.Equal(-1, data.At(-1, 0));
        Assert.Equal([10, 0, double.NaN], Enumerable.Range(0, 3).Select(data.Target));
        Assert.Equal(tables.Notes, data.Tables.Notes);
    }

    [Fact]
    public void A_file_that_was_not_completed_is_not_there()
    {
        UrbanTables tables = new() { Grid = Grid.InDegrees(0, 0, 1, 1, 1), Cells = [0], ImageOf = [0], PixelSize = 1 };
        using (UrbanDatasetWriter writer = new(Path.Combine(_folder, "cells.urban"), tables)) writer.WriteImage(0, [1, 2, 3]);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    // A folder of its name stands in the way: the failure leaves no part of the file.
    [Fact]
    public void A_file_that_cannot_get_its_name_is_not_there()
    {
        UrbanTables tables = new() { Grid = Grid.InDegrees(0, 0, 1, 1, 1), Cells = [0], ImageOf = [0], PixelSize = 1 };
        string path = Directory.CreateDirectory(Path.Combine(_folder, "cells.urban")).FullName;
        using (UrbanDatasetWriter writer = new(path, tables)) Assert.ThrowsAny<SystemException>(writer.Complete);
        Assert.Empty(Directory.GetFiles(_folder));
    }
}
