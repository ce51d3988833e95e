using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace ServiceAccounts.Benchmarks.Tokens.Children;

/// <summary>
/// What a child process hears from the run that started it: each line on standard input is a question, answered on standard error; the
/// end of the input is the child's own. So no child outlives its run, however that ends.
/// </summary>
internal static class ParentPipe
{
    /// <summary>How a line that is meant for the run begins.</summary>
    public const string Mark = "bench ";

    /// <summary>The question for all that the process has allocated so far, in bytes.</summary>
    public const string Allocated = "allocated";

    /// <summary>Answers until the input ends, and then lets the server stop in order.</summary>
    public static async Task ServeAsync(WebApplication app)
    {
        // A thread of its own: reading the console would hold one of the pool's, which are to serve requests.
        new Thread(() => Answer(app)) { IsBackground = true, Name = "parent" }.Start();
        await Console.Error.WriteLineAsync($"{Mark}ready");
        await app.WaitForShutdownAsync();
    }

    private static void Answer(WebApplication app)
    {
        while (Console.ReadLine() is { } question)
        {
            if (question == Allocated)
            {
                Console.Error.WriteLine($"{Mark}{GC.GetTotalAllocatedBytes(precise: true)}");
            }
        }

        app.Lifetime.StopApplication();
    }
}
