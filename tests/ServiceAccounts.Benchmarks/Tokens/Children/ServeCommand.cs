using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Server.Health;
using ServiceAccounts.Server.Hosting;

namespace ServiceAccounts.Benchmarks.Tokens.Children;

/// <summary>The server as its own <c>Main</c> starts it, in a process that also says what it allocates.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(string[] settings)
    {
        await using var app = Server.Program.Build(settings);
        if (!await app.Services.GetRequiredService<WaitingRoom>().StartAsync(settings))
        {
            return 1;
        }

        await Listeners.StartAsync(app);
        await ParentPipe.ServeAsync(app);
        return 0;
    }
}
