namespace Kaya.Figures;

/// <summary>Kinds of path steps.</summary>
internal enum PathStep
{
    Move,
    Line,
    Close,
}

/// <summary>Straight lines from point to point, in one or several pieces.</summary>
internal sealed class LinePath
{
    private readonly List<(PathStep Step, double X, double Y)> _steps = [];
    private bool _isDrawing;

    /// <summary>The steps, in order.</summary>
    public IReadOnlyList<(PathStep Step, double X, double Y)> Steps => _steps;

    /// <summary>The four sides of a rectangle.</summary>
    public static LinePath Of(Box box) => new LinePath().MoveTo(box.X, box.Y).LineTo(box.X + box.Width, box.Y)
        .LineTo(box.X + box.Width, box.Y + box.Height).LineTo(box.X, box.Y + box.Height).Close();

    /// <summary>Begins a piece.</summary>
    public LinePath MoveTo(double x, double y) => Step(PathStep.Move, x, y);

    /// <summary>Draws on to a point.</summary>
    public LinePath LineTo(double x, double y) => Step(PathStep.Line, x, y);

    /// <summary>Closes the piece.</summary>
    public LinePath Close()
    {
        if (_isDrawing) Step(PathStep.Close, 0, 0);
        return Lift();
    }

    /// <summary>Draws on to a point, or begins a piece there after <see cref="Lift"/>.</summary>
    public void Add(double x, double y) => Step(_isDrawing ? PathStep.Line : PathStep.Move, x, y);

    /// <summary>Ends a piece without closing it.</summary>
    public LinePath Lift()
    {
        _isDrawing = false;
        return this;
    }

    private LinePath Step(PathStep step, double x, double y)
    {
        _steps.Add((step, x, y));
        _isDrawing = true;
        return this;
    }
}
