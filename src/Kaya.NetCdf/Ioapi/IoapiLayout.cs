using System.Collections.Immutable;
using Kaya.Geo;

namespace Kaya.NetCdf;

/// <summary>A variable of an IOAPI file to be written.</summary>
/// <param name="Name">At most 16 letters, digits and underscores.</param>
/// <param name="Unit">As CMAQ writes it, such as <c>moles/s</c>; at most 16 characters.</param>
/// <param name="Description">At most 80 characters.</param>
public sealed record IoapiVariable(string Name, string Unit, string Description = "");

/// <summary>The layers of an IOAPI file.</summary>
/// <param name="Levels">VGLVLS: boundaries of the layers, one more than there are layers.</param>
public sealed record IoapiLevels(ImmutableArray<double> Levels)
{
    /// <summary>VGTYP: 7 for the sigma of WRF, 2 for sigma-p, 5 for pressure, 6 for height above the ground in m.</summary>
    public int Type { get; init; } = 7;

    /// <summary>VGTOP: pressure at the top of the model, Pa; for sigma.</summary>
    public double Top { get; init; } = 5000;

    /// <summary>Number of layers.</summary>
    public int Count => Levels.Length - 1;

    /// <summary>One layer at the ground.</summary>
    public static IoapiLevels Surface { get; } = new([1, 0]);

    /// <summary>Layers by the height of their tops.</summary>
    /// <param name="tops">Height above the ground of each top, m, rising.</param>
    /// <returns>VGTYP 6.</returns>
    public static IoapiLevels Heights(ImmutableArray<double> tops) => new([0, .. tops]) { Type = 6, Top = 0 };

    /// <inheritdoc/>
    public bool Equals(IoapiLevels? other) =>
        other is not null && Type == other.Type && Top.Equals(other.Top) && Levels.SequenceEqual(other.Levels);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Top, Levels.Length);
}

/// <summary>What an IOAPI file holds, except for the values.</summary>
/// <param name="Grid">The cells, or the points of a dot grid as cells around them.</param>
/// <param name="Variables">At least one.</param>
/// <param name="Created">When the file is said to be made: CDATE, CTIME, WDATE, WTIME.</param>
public sealed record IoapiLayout(Grid Grid, ImmutableArray<IoapiVariable> Variables, DateTimeOffset Created)
{
    /// <summary>The layers.</summary>
    public IoapiLevels Levels { get; init; } = IoapiLevels.Surface;

    /// <summary>Instant of the first step; null for a file that does not change.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>From step to step, whole seconds.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Number of steps; 1 for a file that does not change.</summary>
    public int Steps { get; init; } = 1;

    /// <summary>GDNAM: name of the grid, at most 16 characters.</summary>
    public string GridName { get; init; } = "KAYA";

    /// <summary>UPNAM and EXEC_ID: the program.</summary>
    public string Program { get; init; } = "KAYA";

    /// <summary>FILEDESC: lines of at most 80 characters, at most 60 of them.</summary>
    public ImmutableArray<string> Description { get; init; } = [];

    /// <summary>Whether the file holds the cells around the grid (BNDARY3, as BCON), one cell thick, and not those of the grid.</summary>
    public bool IsBoundary { get; init; }

    /// <summary>HISTORY.</summary>
    public string History { get; init; } = "";
}

/// <summary>Gives the values of one layer of a variable at one step of a file that is being written.</summary>
/// <param name="variable">Number of the variable, from 0.</param>
/// <param name="step">Step from 0.</param>
/// <param name="layer">Layer from 0, from the ground.</param>
/// <param name="values">Room for row x column values, rows from the north; of a boundary file with a row and a column more on every side,
/// of which only these are written.</param>
public delegate void IoapiValues(int variable, int step, int layer, Span<double> values);
