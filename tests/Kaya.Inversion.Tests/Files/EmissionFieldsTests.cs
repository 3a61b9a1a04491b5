using System.Collections.Immutable;
using Kaya.NetCdf;

namespace Kaya.Inversion.Tests.Files;

/// <summary>Emissions by groups, what is refused, and the corrected file in the layout of the prior.</summary>
public sealed class EmissionFieldsTests : IDisposable
{
    private static readonly ImmutableArray<IoapiVariable> s_variables = [new("NO", "moles/s", "nitric oxide"), new("NO2", "moles/s"),
        new("HONO", "moles/s"), new("NH3", "moles/s"), new("SO2", "moles/s"), new("SULF", "moles/s"), new("PAR", "moles/s"),
        new("TOL", "moles/s"), new("PEC", "g/s"), new("PMC", "g/s"), new("CO", "moles/s"), new("XYZZY", "moles/s")];

    private readonly ModelFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Read_GroupsOfSpecies_AreTheMassesByHand()
    {
        EmissionFields fields = EmissionFields.Of([Prior("emis")], Transport(2));
        Assert.Equal((3, 2, 2), (fields.Hours, fields.LayersOf(EmittedSpecies.Nox), fields.Grid.Layers));
        // Each species has 1 + step in the lower layer and half of it in the upper one: NO + NO2 + HONO are three moles of nitrogen.
        Assert.Equal(3 * 0.0460055, Read(fields, EmittedSpecies.Nox, 0)[0], 7);
        Assert.Equal(2 * 3 * 0.0460055 / 2, Read(fields, EmittedSpecies.Nox, 1)[6], 7);
        Assert.Equal(0.0170305, Read(fields, EmittedSpecies.Nh3, 0)[0], 7);
        Assert.Equal(0.0640638, Read(fields, EmittedSpecies.So2, 0)[0], 7);
        // Carbon: PAR has 1 atom, TOL 7; PM2.5 is PEC alone, in g.
        Assert.Equal(8 * 0.012011, Read(fields, EmittedSpecies.Voc, 0)[0], 7);
        Assert.Equal(0.001, Read(fields, EmittedSpecies.Pm25, 0)[0], 9);
        Assert.Equal(["XYZZY"], fields.Report.Unknown);
        Assert.Equal(["SULF", "PMC", "CO"], fields.Report.Uncounted.Select(species => species.Name));
        Assert.Contains("XYZZY", fields.Report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Mechanisms_NoOrganicSpecies_IsAmongParticles()
    {
        // A fault of the published code: a VOC inside the group of PM2.5.
        string[] organic = ["PAR", "OLE", "TOL", "XYL", "FORM", "ALD2", "ALDX", "ETH", "ETHA", "ETOH", "IOLE", "ISOP", "TERP", "MEOH",
            "KET", "ACET", "BENZ", "PRPA", "ETHY", "ALK1", "ALK5", "OLE1", "ARO1", "ARO2"];
        foreach (MechanismTable table in new[] { MechanismTable.Cb6, MechanismTable.Saprc07 })
        {
            Assert.All(organic.Select(table.Find).OfType<MechanismSpecies>(), species => Assert.Equal(EmittedSpecies.Voc, species.Group));
            Assert.All(table.Species.Where(species => species.Group == EmittedSpecies.Pm25), species =>
                Assert.True(species.Name[0] == 'P' && species.KilogramsPerMole == 0, species.Name));
            Assert.Null(table.Find("PH2O")!.Group);
        }

        Assert.Equal(MechanismTable.Saprc07, MechanismTable.For(["NO", "ALK1", "ALK2", "ARO1"]));
        Assert.Equal(MechanismTable.Cb6, MechanismTable.For(["NO", "PAR", "TOL"]));
        Assert.Equal(8 * 0.012011, MechanismTable.Saprc07.Find("ALK5")!.KilogramsPerMole, 9);
    }

    [Fact]
    public void FactorFrom_MassesOfGases_CountAsTheirGroup()
    {
        // A gram of NO is 46.0055 / 30.0061 grams of NO2; a mass of a lump is nothing that can be counted as carbon.
        Assert.Equal(1e-3 * 46.0055 / 30.0061, MechanismTable.Cb6.Find("NO")!.FactorFrom(Unit.Parse("g s-1"))!.Value, 9);
        Assert.Null(MechanismTable.Cb6.Find("PAR")!.FactorFrom(Unit.Parse("g s-1")));
        Assert.Null(MechanismTable.Cb6.Find("PEC")!.FactorFrom(Unit.Parse("mol s-1")));
    }

    [Fact]
    public void Of_WrongGridLayersUnitsOrNames_AreRefusedByName()
    {
        FieldFile prior = Prior("emis");
        Assert.Throws<GridMismatchException>(() => EmissionFields.Of([prior], new TransportGrid(ModelFiles.Grid(2, 3, 0), [100, 200])));
        Assert.Throws<GridMismatchException>(() => EmissionFields.Of([prior], Transport(1)));
        Assert.Throws<DataNotFoundException>(() => EmissionFields.Of([], Transport(2)));
        FieldFile unit = One("unit", new IoapiVariable("NO", "K"), _ => 1), names = One("names", new IoapiVariable("XYZZY", "g/s"), _ => 1);
        Assert.Contains("unit (NO)", Assert.Throws<UnitMismatchException>(() => EmissionFields.Of([unit], Transport(1))).Message,
            StringComparison.Ordinal);
        SchemaMismatchException none = Assert.Throws<SchemaMismatchException>(() => EmissionFields.Of([names], Transport(1)));
        Assert.Contains("XYZZY", none.Fault.Found, StringComparison.Ordinal);
        Assert.Throws<DataNotFoundException>(() => EmissionFields.Of([prior], Transport(2),
            new EmissionFileOptions { Range = new HourRange(ModelFiles.Start, 5) }));
    }

    [Fact]
    public void Read_NegativeEmission_IsNamedWithItsPlace()
    {
        FieldFile file = One("negative", new IoapiVariable("NO", "moles/s"), at => at is (_, 1, _, 1, 2) ? -1 : 1);
        EmissionFields fields = EmissionFields.Of([file], Transport(1));
        Assert.Contains("2016-01-01T01:00Z, layer 0, row 1 from the north, column 2", Assert.Throws<DataFormatException>(() =>
            Read(fields, EmittedSpecies.Nox, 1)).Fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_LayersOfOtherHeights_KeepTheTotal()
    {
        FieldFile prior = Prior("emis");
        EmissionFields fields = EmissionFields.Of([prior], Transport(1), new EmissionFileOptions { FileLayerTops = [50, 300] });
        Assert.Equal(1.5 * 0.0640638, Read(fields, EmittedSpecies.So2, 0)[0], 7);
        // Layers from 0 to 50 m and to 300 m, on layers from 0 to 100 m and above: a fifth of the upper one goes below.
        EmissionFields two = EmissionFields.Of([prior], new TransportGrid(ModelFiles.Grid(2, 3), [100, 200]),
            new EmissionFileOptions { FileLayerTops = [50, 300] });
        Assert.Equal([1.1 * 0.0640638, 0.4 * 0.0640638], [Read(two, EmittedSpecies.So2, 0)[0], Read(two, EmittedSpecies.So2, 0)[6]],
            (expected, found) => Math.Abs(expected - found) < 1e-7);
    }

    // As many layers as the model, but others: VGLVLS of the file is 0, 100, 200 m.
    [Fact]
    public void Of_LayersThatAreNotThoseOfTheModel_AreRefused()
    {
        FieldFile prior = Prior("emis");
        EmissionFields.Of([prior], Transport(2), new EmissionFileOptions { LayerEdges = [0, 100, 200, 400] });
        Assert.Contains("--emission-tops", Assert.Throws<GridMismatchException>(() => EmissionFields.Of([prior], Transport(2),
            new EmissionFileOptions { LayerEdges = [0, 50, 200, 400] })).Fault.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_CorrectedFile_IsThePriorWithItsGroupsMultiplied()
    {
        FieldFile prior = Prior("emis");
        double[] factors = [.. Enumerable.Repeat(1.0, 2 * 5 * 6)];
        // Block 0 ends after one hour; NOx is doubled in cell (0, 1), SO2 halved in (1, 2); in block 1 NOx is 0.25 everywhere.
        factors[1] = 2;
        factors[(2 * 6) + 5] = 0.5;
        Array.Fill(factors, 0.25, 5 * 6, 6);
        CorrectionFactors correction = new(Layout(ModelFiles.Grid(2, 3), ModelFiles.Start.AddHours(-23), 48), factors);
        CorrectedEmissions corrected = CorrectedEmissions.Of(prior, correction);
        using NetCdfFile source = NetCdfFile.Open(prior.Path);
        NetCdfRewriting.Write(_files["new"], source, corrected, "corrected");
        using NetCdfFile written = NetCdfFile.Open(_files["new"]);
        Assert.Equal(source.Variables.Select(variable => $"{variable}"), written.Variables.Select(variable => $"{variable}"));
        Assert.Equal(source.Attributes.All.Where(one => one.Name != "HISTORY").Select(one => $"{one.Name}={one}"),
            written.Attributes.All.Where(one => one.Name != "HISTORY").Select(one => $"{one.Name}={one}"));
        foreach (NetCdfVariable variable in source.Variables)
        {
            Assert.Equal(variable.Attributes.All.Select(one => $"{one}"),
                written.Variable(variable.Name).Attributes.All.Select(one => $"{one}"));
            double[] before = variable.ReadAll(), after = written.Variable(variable.Name).ReadAll();
            for (int k = 0; k < before.Length; k++) Assert.Equal(before[k] * Factor(variable.Name, k), after[k]);
        }

        Assert.Throws<ArgumentException>(() => NetCdfRewriting.Write(prior.Path, source, corrected));
    }

    [Fact]
    public void Read_AmountPerArea_IsThatOfTheCell()
    {
        // WRF-Chem: 2 mol km-2 h-1 on 27 km x 27 km.
        EmissionFields fields = EmissionFields.Of([One("wrfchem", new IoapiVariable("NO", "mol km^-2 hr^-1"), _ => 2)], Transport(1));
        Assert.Equal(2 * 729 / 3600.0 * 0.0460055, Read(fields, EmittedSpecies.Nox, 0)[3], 7);
    }

    [Fact]
    public void Read_AmountPerAreaWithTrueAreas_IsThatOfEachCell()
    {
        Grid grid = ModelFiles.Grid(2, 3);
        Affine degrees = new(0, 1, 0, 60, 0, -1);
        // Areas of other cells of the same number: what matters is that each cell has its own.
        CellAreas areas = CellAreas.Of(new Grid(CoordinateSystem.LongitudeLatitude, degrees, grid.Rows, grid.Columns));
        EmissionFields fields = EmissionFields.Of([One("wrfchem", new IoapiVariable("NO", "mol km^-2 hr^-1"), _ => 2)], Transport(1),
            new EmissionFileOptions { Areas = _ => areas });
        float[] found = Read(fields, EmittedSpecies.Nox, 0);
        for (int row = 0; row < 2; row++)
            Assert.Equal(2 * areas.At(row, 1) / 1e6 / 3600 * 0.0460055, found[(row * 3) + 1], 1e-5 * found[1]);
    }

    [Fact]
    public void Of_SeveralFilesOfTheSameHours_AreRefusedAndOneStepInCommonIsNot()
    {
        ImmutableArray<IoapiVariable> species = [new("NO", "moles/s")];
        FieldFile Day(string name, int first, double value) => _files.Write(name, ModelFiles.Grid(2, 3),
            (1, 3, ModelFiles.Start.AddHours(first)), species, _ => value);
        FieldFile area = Day("area", 0, 1), point = Day("point", 0, 4), next = Day("next", 2, 5);
        Assert.Equal(5, EmissionFields.Of([area, next], Transport(1)).Hours);
        DataFormatException twice = Assert.Throws<DataFormatException>(() => EmissionFields.Of([area, point], Transport(1)));
        Assert.Contains("3 steps", twice.Fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SpeciesOfFewerLayersFirst_StandInTheirLayers()
    {
        FieldFile ground = One("ground", new IoapiVariable("NO", "moles/s"), _ => 1);
        FieldFile high = _files.Write("high", ModelFiles.Grid(2, 3), (2, 2, ModelFiles.Start), [new("SO2", "moles/s")],
            at => at.Layer + 1);
        EmissionFields fields = EmissionFields.Of([ground, high], Transport(2));
        Assert.Equal([0.0460055, 0.0], [Read(fields, EmittedSpecies.Nox, 0)[0], Read(fields, EmittedSpecies.Nox, 0)[6]],
            (expected, found) => Math.Abs(expected - found) < 1e-7);
        Assert.Equal(2 * 0.0640638, Read(fields, EmittedSpecies.So2, 0)[6], 7);
    }

    [Fact]
    public void Read_MissingValueOfTheIoApi_IsAGap()
    {
        FieldFile file = One("gap", new IoapiVariable("NO", "moles/s"), at => at is (_, 1, _, 1, 2) ? -9.999e36 : 1);
        EmissionFields fields = EmissionFields.Of([file], Transport(1));
        Assert.Contains("row 1 from the north, column 2", Assert.Throws<NonFiniteException>(() =>
            Read(fields, EmittedSpecies.Nox, 1)).Fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_FileOfOneLayer_IsMultipliedToo()
    {
        FieldFile prior = One("surface", new IoapiVariable("NO", "moles/s"), at => at.Row + (10 * at.Column) + (100 * at.Step));
        CorrectedEmissions corrected = CorrectedEmissions.Of(prior,
            new CorrectionFactors(Layout(ModelFiles.Grid(2, 3), ModelFiles.Start, 1), [.. Enumerable.Repeat(3.0, 5 * 6)]));
        using NetCdfFile source = NetCdfFile.Open(prior.Path);
        NetCdfRewriting.Write(_files["new"], source, corrected);
        using NetCdfFile written = NetCdfFile.Open(_files["new"]);
        Assert.Equal([.. source.Variable("NO").ReadAll().Select(value => 3 * value)], written.Variable("NO").ReadAll());
    }

    [Fact]
    public void CorrectedEmissions_OtherGridOrTime_AreRefused()
    {
        FieldFile prior = Prior("emis");
        Assert.Throws<GridMismatchException>(() => CorrectedEmissions.Of(
            prior, CorrectionFactors.Ones(Layout(ModelFiles.Grid(2, 3, 0), ModelFiles.Start, 24))));
        Assert.Throws<DataNotFoundException>(() => CorrectedEmissions.Of(
            prior, CorrectionFactors.Ones(Layout(ModelFiles.Grid(2, 3), ModelFiles.Start.AddDays(1), 24))));
    }

    [Fact]
    public void Write_RealEmissionFile_IsReadBackAsItWas()
    {
        // Its one species is CH4, which no group counts: a table of the user counts it as VOC.
        FieldFile prior = _files.Open(RealData.File("atmos/mcip-au/emis_record_2022-12-07.nc"));
        Assert.Throws<SchemaMismatchException>(() => EmissionFields.Of([prior], new TransportGrid(prior.Fields.Fields[0].Grid, [100])));
        MechanismTable table = MechanismTable.Cb6.With(new MechanismSpecies("CH4", EmittedSpecies.Voc, 0.012011, 0.0160425));
        Grid grid = prior.Fields.Fields[0].Grid;
        DateTimeOffset start = new(2022, 12, 7, 0, 0, 0, TimeSpan.Zero);
        double[] factors = [.. Enumerable.Repeat(2.0, 5 * 100)];
        CorrectionFactors correction = new(Layout(grid, start, 24), factors);
        CorrectedEmissions corrected = CorrectedEmissions.Of(prior, correction, table);
        using NetCdfFile source = NetCdfFile.Open(prior.Path);
        NetCdfRewriting.Write(_files["new"], source, corrected);
        using NetCdfFile written = NetCdfFile.Open(_files["new"]);
        Assert.Equal([.. source.Variable("CH4").ReadAll().Select(value => 2 * value)], written.Variable("CH4").ReadAll());
        Assert.Equal(source.Variable("TFLAG").ReadAll(), written.Variable("TFLAG").ReadAll());
        EmissionFields fields = EmissionFields.Of([prior], new TransportGrid(grid, [.. Enumerable.Range(1, 32).Select(k => k * 100.0)]),
            new EmissionFileOptions { Mechanism = table });
        Assert.Equal(25, fields.Hours);
        double sum = Enumerable.Range(0, 25).Sum(hour => Read(fields, EmittedSpecies.Voc, hour).Sum(value => (double)value));
        Assert.Equal(source.Variable("CH4").ReadAll().Sum() * 0.012011, sum, 1e-5 * sum);
    }

    [Fact]
    public void Concentrations_GasesAndModes_AreInTheirUnits()
    {
        Grid grid = ModelFiles.Grid(2, 3);
        FieldFile file = _files.Write("aconc", grid, (2, 2, ModelFiles.Start), [new("NO2", "ppmV"), new("O3", "ppbV"),
            new("ASO4I", "micrograms/m**3"), new("ASO4J", "ug/m3"), new("ASO4K", "ug/m3"), new("AH2OJ", "ug/m3")],
            at => at.Layer == 0 ? 1 + at.Variable : 1000);
        ConcentrationFields fields = ConcentrationFields.Of([file], new TransportGrid(grid, [100]));
        Assert.False(fields.Has(Pollutant.So2));
        float[] values = new float[6];
        (Pollutant Pollutant, double Value)[] expected = [(Pollutant.No2, 1000), (Pollutant.O3, 2), (Pollutant.Pm25, 3 + 4)];
        foreach ((Pollutant pollutant, double value) in expected)
        {
            fields.Read(pollutant, 1, values);
            Assert.All(values, found => Assert.Equal(value, found, 3));
        }

        Assert.Throws<GridMismatchException>(() => ConcentrationFields.Of([file], new TransportGrid(ModelFiles.Grid(2, 3, 0), [100])));
        FieldFile other = One("other", new IoapiVariable("CH4", "ppmV"), _ => 1);
        Assert.Throws<SchemaMismatchException>(() => ConcentrationFields.Of([other], new TransportGrid(grid, [100])));
    }

    private static double Factor(string variable, int at)
    {
        // Values are step x layer x row x column, rows from the south: 12 a step.
        (int step, int row, int column) = (at / 12, 1 - (at / 3 % 2), at % 3);
        bool isNox = variable is "NO" or "NO2" or "HONO";
        if (step > 0) return isNox ? 0.25 : 1;
        return isNox && (row, column) == (0, 1) ? 2 : variable == "SO2" && (row, column) == (1, 2) ? 0.5 : 1;
    }

    private static TransportGrid Transport(int layers) =>
        new(ModelFiles.Grid(2, 3), [.. Enumerable.Range(1, layers).Select(layer => layer * 100.0)]);

    private FieldFile Prior(string name) => File.Exists(_files[name]) ? _files.Open(_files[name])
        : _files.Write(name, ModelFiles.Grid(2, 3), (2, 3, ModelFiles.Start), s_variables, at => (1 + at.Step) / (1.0 + at.Layer));

    private FieldFile One(string name, IoapiVariable variable, Func<(int, int Step, int, int Row, int Column), double> value) =>
        _files.Write(name, ModelFiles.Grid(2, 3), (1, 2, ModelFiles.Start), [variable], at => value(at));

    private static float[] Read(EmissionFields fields, EmittedSpecies species, int hour)
    {
        float[] values = new float[fields.LayersOf(species) * fields.Grid.Rows * fields.Grid.Columns];
        fields.Read(species, hour, values);
        return values;
    }

    // A block for each day from a time on.
    private static FactorLayout Layout(Grid grid, DateTimeOffset start, int hours) =>
        new(TimeBlocks.Days(start, hours, 1), AtmosphericSpecies.Emitted, grid);
}
