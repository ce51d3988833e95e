using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace ServiceAccounts.Benchmarks.Micro;

/// <summary>Runs the micro benchmarks in this process: its runtime settings are the server's.</summary>
internal static class MicroCommand
{
    public static int Run(string? only)
    {
        var artifacts = Directory.CreateTempSubdirectory("serviceaccounts-micro-artifacts-").FullName;
        var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)).WithArtifactsPath(artifacts);
        var summaries = BenchmarkSwitcher.FromTypes([typeof(TokenSteps)]).Run(["--filter", $"*{only}*"], config);
        return summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? 0 : 1;
    }
}
