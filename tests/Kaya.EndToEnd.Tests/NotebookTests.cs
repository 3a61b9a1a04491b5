using System.Diagnostics;

namespace Kaya.EndToEnd.Tests;

/// <summary>The Python recipe of docs/howto/notebooks.md, run as it is written; without pandas only its call of Kaya.</summary>
public sealed class NotebookTests(TrainedWorld world)
{
    [Fact]
    public void Python_Recipe_RunsAsWritten()
    {
        using TemporaryFolder folder = new();
        string text = File.ReadAllText(Repository.File("docs/howto/notebooks.md")), code = text.Split("```python\n")[1].Split("```")[0];
        if (Python(folder.Path, "import json") is not 0) Assert.Skip("python3 is not here");
        bool hasPandas = Python(folder.Path, "import pandas") == 0;
        Directory.CreateDirectory(folder.File("runs"));
        KayaResult predicted = KayaProcess.Run(folder.Path, "energy", "predict", "--model", world.Model, "--regions", "Arvania,Belmora",
            "--table-formats", "records,parquet", "--out", "runs/notebook-predict");
        Assert.True(predicted.ExitCode == 0, predicted.ToString());
        File.CreateSymbolicLink(folder.File("runs/notebook"), world.Model);
        File.WriteAllText(folder.File("kaya"), $"#!/bin/sh\nexec \"{Path.Combine(AppContext.BaseDirectory, "kaya")}\" \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.File("kaya"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string call = code.Split('\n').First(line => line.StartsWith("answer = ", StringComparison.Ordinal));
        string script = hasPandas ? code : code.Split("def table")[0].Replace("import pandas as pd\n", "", StringComparison.Ordinal) + call
            + "\nassert [one['name'] for one in answer['tables']] == ['change', 'sources', 'association']\n";
        Assert.Equal(0, Python(folder.Path, script));
    }

    private static int Python(string folder, string script)
    {
        try
        {
            ProcessStartInfo start = new("python3")
                { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(script);
            using Process process = Process.Start(start)!;
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0) TestContext.Current.TestOutputHelper?.WriteLine(error);
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
