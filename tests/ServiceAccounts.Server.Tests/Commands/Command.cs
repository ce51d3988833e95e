using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServiceAccounts.Server.Tests.Hosting;

namespace ServiceAccounts.Server.Tests.Commands;

/// <summary>A command on a directory in which <see cref="BuiltServer"/> has run, or runs; in this process, which is faster.</summary>
internal static class Command
{
    public static async Task<(int Code, string Output)> RunAsync<T>(
        string directory, Func<T, Task<int>> run, Action<WebApplicationBuilder>? configure = null, params string[] settings)
        where T : notnull
    {
        var output = new StringWriter();
        string[] own =
        [
            "--environment=Development",
            "--urls=http://127.0.0.1:0",
            "--ServiceAccounts:Issuer=http://localhost",
            $"--ServiceAccounts:Storage:ConnectionString=Data Source={BuiltServer.DatabaseIn(directory)}",
            $"--ServiceAccounts:Certificates:Directory={Pfx.DevelopmentDirectory}",
            $"--ServiceAccounts:Bootstrap:TokenFile={BuiltServer.BootstrapFileIn(directory)}",
            $"--ServiceAccounts:Journal:SpillDirectory={Path.Combine(directory, "data", "spill")}",
        ];
        await using var app = Program.Build(
            [.. own, .. settings.Select(setting => "--" + setting)],
            builder =>
            {
                builder.Services.AddSingleton<TextWriter>(output);
                builder.Services.Configure<KeyManagementOptions>(ring => ring.AutoGenerateKeys = false);
                builder.Logging.ClearProviders();
                configure?.Invoke(builder);
            });
        return (await run(app.Services.GetRequiredService<T>()), output.ToString());
    }
}
