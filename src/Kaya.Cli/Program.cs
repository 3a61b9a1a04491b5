using Kaya.Cli;

return await KayaCommand.RunAsync(args);
