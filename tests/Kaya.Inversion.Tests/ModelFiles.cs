using System.Collections.Immutable;
using Kaya.NetCdf;

namespace Kaya.Inversion.Tests;

/// <summary>Small files as CMAQ and MCIP write them, in a folder for one test.</summary>
internal sealed class ModelFiles : IDisposable
{
    public static readonly DateTimeOffset Start = new(2016, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("kaya-inversion-").FullName;
    private readonly List<IDisposable> _open = [];

    public string this[string name] => Path.Combine(_folder, name);

    /// <summary>A grid of 27 km cells on the sphere of MCIP.</summary>
    public static Grid Grid(int rows, int columns, double west = -54000) => new(CoordinateSystem.Parse(
        """
        PROJCS["Lambert_Conformal_Conic_2SP",GEOGCS["unknown",DATUM["unknown",SPHEROID["unknown",6370000,0]],PRIMEM["Greenwich",0],
        UNIT["degree",0.0174532925199433]],PROJECTION["Lambert_Conformal_Conic_2SP"],PARAMETER["standard_parallel_1",25],
        PARAMETER["standard_parallel_2",47],PARAMETER["latitude_of_origin",34],PARAMETER["central_meridian",110],UNIT["metre",1]]
        """), Affine.NorthUp(west, 27000 * rows, 27000, 27000), rows, columns);

    /// <summary>Writes a file and opens it again.</summary>
    public FieldFile Write(string name, Grid grid, (int Layers, int Steps, DateTimeOffset Start) shape,
        ImmutableArray<IoapiVariable> variables, Func<(int Variable, int Step, int Layer, int Row, int Column), double> value,
        double thickness = 100)
    {
        IoapiWriter.Write(this[name], new IoapiLayout(grid, variables, Start)
        {
            Levels = IoapiLevels.Heights([.. Enumerable.Range(1, shape.Layers).Select(layer => layer * thickness)]),
            Start = shape.Start, Steps = shape.Steps,
        }, (variable, step, layer, values) =>
        {
            for (int cell = 0; cell < values.Length; cell++)
                values[cell] = value((variable, step, layer, cell / grid.Columns, cell % grid.Columns));
        });
        return Open(this[name]);
    }

    /// <summary>Opens a file until the end of the test.</summary>
    public FieldFile Open(string path)
    {
        NetCdfFields fields = NetCdfFields.Open(path);
        _open.Add(fields);
        return new FieldFile(path, fields);
    }

    public void Dispose()
    {
        foreach (IDisposable file in _open) file.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
