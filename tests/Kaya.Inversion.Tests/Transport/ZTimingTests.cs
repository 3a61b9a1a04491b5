using System.Diagnostics;
namespace Kaya.Inversion.Tests;
public sealed class ZTimingTests(ITestOutputHelper output)
{
    [Fact]
    public void Time()
    {
        SmallWorld world = new(182, 232, 4);
        TransportOptions options = new() { Mechanism = TransportMechanism.Inert, HasDeposition = false };
        SpeciesTable species = new([.. Enum.GetValues<TransportedSpecies>().Take(11)]);
        CellGeometry cells = CellGeometry.Of(world.Horizontal, options);
        var weather = world.Meteorology();
        HourPlanner<float> planner = new(weather, cells, species, new BoundaryAir(), options);
        IHourAdvance<float> advance = HourAdvances.For<float>(cells, [150, 550, 1800], species, options);
        EmissionRates<float> none = new(1, new float[11 * 182 * 232]);
        HourNotes<float> notes = new(new float[11 * 182 * 232]);
        float[] state = planner.Start();
        Process process = Process.GetCurrentProcess();
        double pm=1e9, am=1e9, pw=1e9, aw=1e9;
        for (int k = 0; k < 60; k++)
        {
            process.Refresh(); TimeSpan a = process.TotalProcessorTime; Stopwatch w = Stopwatch.StartNew();
            HourPlan<float> plan = planner.Plan(k % 4);
            process.Refresh(); TimeSpan b = process.TotalProcessorTime; double t1 = w.Elapsed.TotalMilliseconds;
            advance.Advance(plan, state, none, notes);
            process.Refresh(); TimeSpan c = process.TotalProcessorTime; double t2 = w.Elapsed.TotalMilliseconds;
            pm = Math.Min(pm, (b - a).TotalMilliseconds); am = Math.Min(am, (c - b).TotalMilliseconds);
            pw = Math.Min(pw, t1); aw = Math.Min(aw, t2 - t1);
        }
        output.WriteLine($"plan {pw:F1} ms ({pm:F1} cpu)  advance {aw:F1} ms ({am:F1} cpu) gc {GC.CollectionCount(0)} {GC.CollectionCount(2)}");
        SideFluxes sides = new(planner.Plan(0));
        HourPlan<float> one = planner.Plan(1);
        FusedSweeps sweeps = new(one, state); FusedColumns columns = new(one, species, state, none);
        double x = 1e9, y = 1e9, z = 1e9, h = 1e9, f = 1e9, g = 1e9;
        HourMeteorology met = HourMeteorology.Read(weather, 1, cells, new FieldMemory());
        for (int k = 0; k < 60; k++)
        {
            long t = Stopwatch.GetTimestamp();
            for (int i = 0; i < 3 * 182; i++) sweeps.Along(i / 182, i % 182, false, sides);
            x = Math.Min(x, Stopwatch.GetElapsedTime(t).TotalMilliseconds); t = Stopwatch.GetTimestamp();
            for (int i = 0; i < 9; i++) sweeps.Across(i / 3, i % 3 * 4, true, sides);
            y = Math.Min(y, Stopwatch.GetElapsedTime(t).TotalMilliseconds); t = Stopwatch.GetTimestamp();
            for (int i = 0; i < 182; i++) columns.Step(i, null);
            z = Math.Min(z, Stopwatch.GetElapsedTime(t).TotalMilliseconds); t = Stopwatch.GetTimestamp();
            HorizontalPlanner hp = new(cells, 3); hp.Load(met, 500);
            h = Math.Min(h, Stopwatch.GetElapsedTime(t).TotalMilliseconds); t = Stopwatch.GetTimestamp();
            hp.Steps(0.7, 900);
            f = Math.Min(f, Stopwatch.GetElapsedTime(t).TotalMilliseconds); t = Stopwatch.GetTimestamp();
            double[] after = hp.Fill(one.AlongRows, one.AcrossRows, 900);
            g = Math.Min(g, Stopwatch.GetElapsedTime(t).TotalMilliseconds); t = Stopwatch.GetTimestamp();
        }
        output.WriteLine($"x {x:F2} y {y:F2} columns {z:F2} | horizontal new {h:F2} steps {f:F2} fill {g:F2}");
    }
}
