using Kaya.Torch;

namespace Kaya.Inversion;

/// <summary>One step of the model in tensor operations: state species x layer x row x column.</summary>
internal sealed class TensorStep(HourTensors hour, SpeciesTable species)
{
    /// <summary>Advances a state.</summary>
    /// <param name="state">Amounts, species x layer x row x column.</param>
    /// <param name="emission">Amount emitted in a second per volume, species x emitting layer x row x column.</param>
    /// <param name="rowsFirst">Which sweep comes first; the orders alternate, so that the error of splitting is of second order.</param>
    /// <param name="tally">Budget to add to; null where none is kept.</param>
    internal Tensor Advance(Tensor state, Tensor emission, bool rowsFirst, TensorTally? tally = null)
    {
        Tensor now = rowsFirst
            ? Across(Along(state, hour.InverseDensity, tally), hour.InverseSecondAcross, tally)
            : Along(Across(state, hour.InverseDensity, tally), hour.InverseSecondAlong, tally);
        Tensor added = emission * hour.StepSeconds;
        int empty = hour.Layers - (int)emission.Length(1);
        now = now + (empty == 0 ? added : added.Pad(0, 0, 0, 0, 0, 0, empty));
        now = Column(now, hour.Column, tally);
        if (hour.Reactions is not null) now = Chemistry.React(now, hour, species);
        if (hour.Wet is { } left)
        {
            tally?.AddWet(now, left);
            now = now * left;
        }

        return now;
    }

    /// <summary>Takes the air from the density of the hour before to that of this one.</summary>
    internal Tensor Adjust(Tensor state, TensorTally? tally = null) =>
        hour.Adjustment is { } plan ? Column(state, plan, tally, deposits: false) : state;

    private Tensor Along(Tensor state, Tensor inverse, TensorTally? tally)
    {
        Tensor flux = hour.AlongRows.Of(Tensor.Cat(3, hour.West, state * inverse, hour.East));
        tally?.AddSides(flux, 3);
        return state - ((flux.Slice(3, 1) - flux.Slice(3, 0, -1)) * hour.InverseArea);
    }

    private Tensor Across(Tensor state, Tensor inverse, TensorTally? tally)
    {
        Tensor flux = hour.AcrossRows.Of(Tensor.Cat(2, hour.North, state * inverse, hour.South));
        tally?.AddSides(flux, 2);
        return state - ((flux.Slice(2, 1) - flux.Slice(2, 0, -1)) * hour.InverseArea);
    }

    private Tensor Column(Tensor state, ColumnTensors plan, TensorTally? tally, bool deposits = true)
    {
        Tensor[] layers = new Tensor[hour.Layers];
        int top = hour.Layers - 1;
        for (int layer = top; layer >= 0; layer--)
        {
            layers[layer] = state.Select(1, layer);
            layers[layer] = layer == top
                ? layers[layer] + (hour.Top * plan.TopIn)
                : layers[layer] - (layers[layer + 1] * plan.Back.Select(0, layer));
        }

        layers[0] = layers[0] * plan.Bottom;
        for (int layer = 1; layer <= top; layer++)
            layers[layer] = (layers[layer] * plan.Inverse.Select(0, layer)) - (layers[layer - 1] * plan.Forward.Select(0, layer));
        tally?.AddTop(hour.Top * plan.TopIn, layers[top] * plan.TopOut);
        Tensor now = Tensor.Stack(1, layers) * hour.Density;
        if (deposits && hour.Dry is { } dry) tally?.AddDry(now.Select(1, 0) * dry);
        return now;
    }
}
