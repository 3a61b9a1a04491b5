namespace Kaya.EndToEnd.Tests;

public sealed class DocumentedCommandTests
{
    private const string Document = """
        Text with ./kaya demo in it.
        ```sh
        # a comment
        ./kaya demo
        $ ./kaya energy train \
            --out 'runs/my model'    # takes 5 minutes on two cores
        ./kaya run verify runs/x | head  # exit code 5
        cd elsewhere
        ```
        ```csharp
        ./kaya not a command
        ```
        ```
        ./kaya output, not a command
        ```
        """;

    [Fact]
    public void In_Document_FindsCommandsOfShellBlocksOnly()
    {
        DocumentedCommand[] commands = [.. DocumentedCommand.In(Document)];
        Assert.Equal([["demo"], ["energy", "train", "--out", "runs/my model"], ["run", "verify", "runs/x"]],
            commands.Select(command => command.Arguments));
        Assert.Equal([0, 0, 5], commands.Select(command => command.ExitCode));
        Assert.Equal([false, true, false], commands.Select(command => command.IsLong));
    }
}
