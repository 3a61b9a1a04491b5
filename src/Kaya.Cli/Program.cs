using Kaya.Cli;

NativeOutput.Separate();
HarmlessWriter.Install();
return await KayaCommand.RunAsync(args);
