using Kaya.Core;
using Kaya.Learning;

namespace Kaya.Conformance.Tests;

/// <summary>Rules about predicting.</summary>
internal static class PredictRules
{
    public static void PartsAgree(EstimatorCase subject)
    {
        (IFittedModel model, object data) = subject.Fit();
        foreach (Agreement part in subject.Parts(model, data))
        {
            Assert.Equal(part.Expected.Length, part.Actual.Length);
            for (int i = 0; i < part.Expected.Length; i++)
                Assert.True(Math.Abs(part.Expected[i] - part.Actual[i]) <= part.Tolerance * Math.Abs(part.Expected[i]),
                    $"{part.What}, number {i}: {part.Expected[i]:R} of all, {part.Actual[i]:R} alone");
        }
    }

    public static void RefusesNotFinite(EstimatorCase subject)
    {
        (IFittedModel model, object data) = subject.Fit();
        RequireRefusals(subject.NotFinite(model, data));
    }

    public static void RefusesOtherSchemas(EstimatorCase subject)
    {
        (IFittedModel model, object data) = subject.Fit();
        RequireRefusals(subject.OtherSchemas(model, data));
    }

    public static void AnswersFinitely(EstimatorCase subject)
    {
        foreach (DataForm form in Enum.GetValues<DataForm>())
        {
            object data = subject.MakeData(form);
            IFittedModel model = subject.Fit(subject.MakeEstimator(), data, EstimatorCase.Context);
            Assert.All(subject.Answer(model, data), value => Assert.True(double.IsFinite(value)));
            subject.CheckForm(model, data);
        }
    }

    public static void IsThreadSafe(EstimatorCase subject)
    {
        (IFittedModel model, object data) = subject.Fit();
        object part = subject.MakeData(DataForm.Part);
        double[] expected = subject.Answer(model, data), expectedOfPart = subject.Answer(model, part);
        using Barrier start = new(4);
        Task[] workers = [.. Enumerable.Range(0, 4).Select(worker => Task.Factory.StartNew(() =>
        {
            start.SignalAndWait();
            for (int i = 0; i < 10; i++)
                Assert.Equal(worker % 2 == 0 ? expected : expectedOfPart, subject.Answer(model, worker % 2 == 0 ? data : part));
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task.WaitAll(workers);
    }

    private static void RequireRefusals(IEnumerable<Refusal> refusals)
    {
        Refusal[] all = [.. refusals];
        Assert.NotEmpty(all);
        Assert.All(all, refusal =>
        {
            Exception? thrown = Record.Exception(refusal.Ask);
            Assert.True(thrown is KayaException or ArgumentException, $"{refusal.What}: {thrown?.GetType().Name ?? "an answer"}");
            Assert.All(refusal.Names, name => Assert.Contains(name, thrown!.Message, StringComparison.Ordinal));
        });
    }
}
