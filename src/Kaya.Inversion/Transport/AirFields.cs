using System.Numerics;
using Kaya.Core;

namespace Kaya.Inversion;

/// <summary>Fields of air as amounts in a kilogram of it: at the start, and around the domain.</summary>
internal sealed class AirFields<T>(TransportGrid grid, SpeciesTable species, TransportInputs inputs)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly float[] _field = new float[grid.CountOf(CellPosition.Layer)];

    /// <summary>The state at the start.</summary>
    internal T[] Start(float[] density)
    {
        T[] state = new T[species.Count * density.Length];
        for (int place = 0; place < species.Count; place++)
        {
            TransportedSpecies one = species.Species[place];
            double ratio = inputs.Boundary.MixingRatio(one);
            bool has = Read(inputs.Initial, one, 0);
            for (int cell = 0; cell < density.Length; cell++)
                state[(place * density.Length) + cell] = T.CreateTruncating(has
                    ? BoundaryAir.IsMass(one) ? _field[cell] : BoundaryAir.OfPpb(_field[cell]) * density[cell]
                    : ratio * density[cell]);
        }

        return state;
    }

    /// <summary>Writes the air around the domain in an hour over what was there.</summary>
    internal void Around(BoundaryPlan<T> boundary, int hour, float[] density)
    {
        if (inputs.Around is not { } source) return;
        int offset = (int)Math.Round((inputs.Meteorology.Start - source.Start).TotalHours);
        (int rows, int columns, int layers) = (grid.Rows, grid.Columns, grid.Layers);
        for (int place = 0; place < species.Count; place++)
        {
            TransportedSpecies one = species.Species[place];
            if (!Read(source, one, hour + offset)) continue;
            T Ratio(int layer, int row, int column)
            {
                int cell = (((layer * rows) + row) * columns) + column;
                return T.CreateTruncating(BoundaryAir.IsMass(one) ? _field[cell] / density[cell] : BoundaryAir.OfPpb(_field[cell]));
            }

            for (int layer = 0; layer < layers; layer++)
            {
                int line = (place * layers) + layer;
                for (int row = 0; row < rows; row++)
                    (boundary.West[(line * rows) + row], boundary.East[(line * rows) + row]) =
                        (Ratio(layer, row, 0), Ratio(layer, row, columns - 1));
                for (int column = 0; column < columns; column++)
                    (boundary.North[(line * columns) + column], boundary.South[(line * columns) + column]) =
                        (Ratio(layer, 0, column), Ratio(layer, rows - 1, column));
            }

            for (int cell = 0; cell < rows * columns; cell++)
                boundary.Top.Line(cell / columns, place)[cell % columns] = Ratio(layers - 1, cell / columns, cell % columns);
        }
    }

    private bool Read(IHourlyFields<TransportedSpecies>? source, TransportedSpecies one, int hour)
    {
        if (source is null || !source.Has(one)) return false;
        source.Read(one, hour, _field);
        foreach (float value in _field)
            if (!(float.IsFinite(value) && value >= 0))
                throw new NonFiniteException(new Fault("The air at the start or around the domain is not usable.",
                    new SourceLocation(Variable: one.ToString()), "a finite number, at least 0", $"{value}", "Repair the file."));
        return true;
    }
}
