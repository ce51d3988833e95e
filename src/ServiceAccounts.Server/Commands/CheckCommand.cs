using ServiceAccounts.Storage;

namespace ServiceAccounts.Server.Commands;

/// <summary>A part of what <c>--check</c> looks at.</summary>
internal interface IFindings
{
    /// <summary>Looks, and changes nothing.</summary>
    IAsyncEnumerable<Finding> LookAsync(CancellationToken cancellationToken);
}

/// <summary><c>--check</c>: a line for each thing that was looked at, beside a running server too.</summary>
internal sealed class CheckCommand(IEnumerable<IFindings> parts, TextWriter terminal)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var problems = 0;
        await terminal.WriteLineAsync(LineOf(Finding.Ok("The settings are valid.")));
        foreach (var part in parts)
        {
            await foreach (var finding in part.LookAsync(cancellationToken))
            {
                await terminal.WriteLineAsync(LineOf(finding));
                problems += finding.Kind == FindingKind.Problem ? 1 : 0;
            }
        }

        return problems == 0 ? 0 : 1;
    }

    /// <summary>A finding as it is printed: how bad it is, what it is, what to do.</summary>
    public static string LineOf(Finding finding)
    {
        var kind = finding.Kind switch
        {
            FindingKind.Ok => "ok",
            FindingKind.Warning => "warning",
            _ => "problem",
        };
        return $"{kind,-8} {finding.What}{(finding.Remedy is null ? string.Empty : " " + finding.Remedy)}";
    }
}

/// <summary>Registers the commands.</summary>
internal static class CommandServices
{
    public static IServiceCollection AddCommands(this IServiceCollection services)
    {
        services.AddSingleton<BackUpCommand>();
        services.AddSingleton<RestoredCommand>();
        services.AddSingleton<CheckCommand>();
        services.AddSingleton<IFindings, CertificateFindings>();
        services.AddSingleton<IFindings, DatabaseFindings>();
        services.AddSingleton<IFindings, KeyFindings>();
        services.AddSingleton<IFindings, ListenerFindings>();
        services.AddSingleton<IFindings, FileFindings>();
        return services;
    }
}
