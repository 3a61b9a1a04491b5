namespace Kaya.Inversion;

/// <summary>What happens to the rows of an hour: stage 0 opens a row, every other stage is a step. A stage at a face works on that face
/// between two rows, and finishes the row north of it.</summary>
internal sealed class FusedStages
{
    private readonly TransportOptions _options;
    private readonly RowField<float> _rows;
    private readonly FusedColumns _columns;
    private readonly HourNotes<float> _notes;
    private readonly float[] _state;
    private readonly int _lines;

    /// <param name="plan">The hour.</param>
    /// <param name="options">Settings of the model.</param>
    /// <param name="rows">Room for the state: a line for each layer and species.</param>
    /// <param name="columns">What follows the sweeps.</param>
    /// <param name="sums">Budget of each row; null for none.</param>
    /// <param name="ends">Where notes go, and the state, species x layer x row x column.</param>
    internal FusedStages(HourPlan<float> plan, TransportOptions options, RowField<float> rows, FusedColumns columns, RowSums[]? sums,
        (HourNotes<float> Notes, float[] State) ends)
    {
        (Plan, _options, _rows, _columns, Sums, _notes, _state) = (plan, options, rows, columns, sums, ends.Notes, ends.State);
        _lines = plan.Layers * plan.Species;
        Array.Clear(_notes.Surface);
        for (int step = 0; step < plan.Steps; step++) _ = _notes.Of(step, _state.Length);
        for (int line = 0; line < _lines; line++)
        {
            plan.Boundary.North.AsSpan(plan.PlaneOf(line) * plan.Columns, plan.Columns).CopyTo(rows.Line(-1, line));
            plan.Boundary.South.AsSpan(plan.PlaneOf(line) * plan.Columns, plan.Columns).CopyTo(rows.Line(plan.Rows, line));
        }
    }

    internal HourPlan<float> Plan { get; }

    internal RowSums[]? Sums { get; }

    internal int Count => Plan.Steps + 1;

    internal int Rows => Plan.Rows;

    /// <summary>Works on a face. The stage before must be done with the two faces that follow.</summary>
    internal void Advance(FusedSweeps work, int stage, int face)
    {
        (int row, int step) = (face - 1, stage - 1);
        bool rowsFirst = step % 2 == 0, last = step == Plan.Steps - 1;
        if (stage > 0) work.Across(face, second: rowsFirst);
        if (row < 0) return;
        if (stage == 0) Open(row);
        else
        {
            StepNotes<float>? noted = _notes.Steps?[step];
            if (!rowsFirst)
            {
                if (noted is not null) Write(row, noted.Between);
                work.Along(row, second: true);
            }

            _columns.Mix(row, Sums?[row]);
            if (noted is not null) Write(row, noted.Mixed);
            _columns.React(row, Sums?[row]);
            Note(row, _options.Output == HourlyValue.Mean ? 1f / Plan.Steps : last ? 1 : 0);
        }

        if (last) Write(row, _state);
        else if (_notes.Steps is not null) Write(row, _notes.Steps[stage].Start);
        // The sweep along rows that begins the next step needs its own row alone.
        if (last || rowsFirst) return;
        work.Along(row, second: false);
        if (_notes.Steps is not null) Write(row, _notes.Steps[stage].Between);
    }

    private void Open(int row)
    {
        for (int line = 0; line < _lines; line++) Plan.InState(_state, row, line).CopyTo(_rows.Line(row, line));
        if (Plan.Adjustment is not null) _columns.Adjust(row, Sums?[row]);
    }

    private void Write(int row, float[] state)
    {
        for (int line = 0; line < _lines; line++) _rows.Line(row, line).CopyTo(Plan.InState(state, row, line));
    }

    private void Note(int row, float part)
    {
        if (part == 0) return;
        for (int place = 0; place < Plan.Species; place++)
            RowKernels.AddScaled(_notes.Surface.AsSpan((place * Plan.Plane) + (row * Plan.Columns), Plan.Columns), _rows.Line(row, place),
                part);
    }
}
