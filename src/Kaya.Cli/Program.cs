using Kaya.Cli;

HarmlessWriter.Install();
return await KayaCommand.RunAsync(args);
