using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>Fields of many hours, read hour by hour: files that are opened once, fields in memory, or generated ones.</summary>
/// <remarks>
/// Three kinds are used: meteorology (<see cref="MeteorologyVariable"/>), emissions (<see cref="EmittedSpecies"/>, kg s-1 of a cell at
/// <see cref="CellPosition.Layer"/>, with as many layers as <see cref="LayersOf"/> says) and surface concentrations
/// (<see cref="Pollutant"/>, <see cref="CellPosition.Surface"/>). One thread at a time may read.
/// </remarks>
/// <typeparam name="TVariable">The enumeration of the fields.</typeparam>
public interface IHourlyFields<TVariable>
    where TVariable : struct, Enum
{
    /// <summary>The boxes of air.</summary>
    TransportGrid Grid { get; }

    /// <summary>Begin of the first hour, UTC.</summary>
    DateTimeOffset Start { get; }

    /// <summary>Number of hours.</summary>
    int Hours { get; }

    /// <summary>Whether the fields have a variable.</summary>
    /// <param name="variable">The variable.</param>
    /// <returns>False where reading it would be refused.</returns>
    bool Has(TVariable variable);

    /// <summary>Number of layers of a variable, from the ground; the others are zero and are not read.</summary>
    /// <param name="variable">The variable.</param>
    /// <returns>1 for fields of the surface.</returns>
    int LayersOf(TVariable variable);

    /// <summary>Where the values of an hour come from, for messages.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="hour">Hour from 0.</param>
    /// <returns>File and variable; null where they are from no file.</returns>
    SourceLocation? PlaceOf(TVariable variable, int hour) => null;

    /// <summary>Reads an hour.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="hour">Hour from 0.</param>
    /// <param name="values">Room for layer x row x column values, in the unit of the variable.</param>
    /// <exception cref="ArgumentException">No such hour or variable, or room for fewer or more values.</exception>
    /// <exception cref="Kaya.Core.NonFiniteException">The field is not a number somewhere.</exception>
    void Read(TVariable variable, int hour, Span<float> values);
}
