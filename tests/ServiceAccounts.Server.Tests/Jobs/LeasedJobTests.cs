using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceAccounts.Server.Jobs;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Leases;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Jobs;

/// <summary>What one node does for all of them.</summary>
public sealed class LeasedJobTests
{
    [Fact]
    public async Task Tokens_are_sealed_by_the_node_that_has_the_lease_and_by_another_when_that_one_is_gone()
    {
        await using var server = await RunningServer.StartAsync();
        var client = await server.CreateSecretClientAsync();
        using var issued = await server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"));
        server.Time.Advance(TimeSpan.FromSeconds(11));
        var other = new Leases(server.Services.GetRequiredService<IDatabase>(), new Node(Guid.CreateVersion7(server.Time.GetUtcNow())), server.Time);
        Assert.True(await other.TryTakeAsync("sealing", TimeSpan.FromMinutes(3), CancellationToken.None));
        var job = server.Services.GetServices<IHostedService>().OfType<SealingJob>().Single();

        await job.RunAsync(CancellationToken.None);
        Assert.Empty(await BlocksAsync(server));

        server.Time.Advance(TimeSpan.FromMinutes(3));
        await job.RunAsync(CancellationToken.None);
        Assert.Single(await BlocksAsync(server));
        Assert.False(await other.TryTakeAsync("sealing", TimeSpan.FromMinutes(3), CancellationToken.None));
    }

    [Fact]
    public async Task A_node_that_stops_lets_go_what_it_had()
    {
        await using var server = await RunningServer.StartAsync();
        var job = server.Services.GetServices<IHostedService>().OfType<RetentionJob>().Single();
        await job.RunAsync(CancellationToken.None);
        await using var db = await server.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContextAsync();
        Assert.Contains(await db.Set<Lease>().AsNoTracking().ToListAsync(), lease => lease.Name == "retention");

        await job.StopAsync(CancellationToken.None);

        Assert.DoesNotContain(await db.Set<Lease>().AsNoTracking().ToListAsync(), lease => lease.Name == "retention");
    }

    [Fact]
    public async Task A_driver_that_cancels_by_itself_ends_neither_the_job_nor_the_step_after_it()
    {
        await using var server = await RunningServer.StartAsync();
        using var job = new TwoSteps(server.Services.GetRequiredService<Leases>(), server.Time, server.Services.GetRequiredService<ILogger<TwoSteps>>());

        await job.RunAsync(CancellationToken.None);

        Assert.True(job.IsSecondDone);
        Assert.Single(server.Log.Lines, line => line.Contains("two-steps", StringComparison.Ordinal));
    }

    private static async Task<List<IssuanceBlock>> BlocksAsync(RunningServer server)
    {
        await using var db = await server.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContextAsync();
        return await db.Set<IssuanceBlock>().AsNoTracking().ToListAsync();
    }

    private sealed class TwoSteps(Leases leases, TimeProvider time, ILogger<TwoSteps> logger) : LeasedJob("two-steps", leases, time, logger)
    {
        public bool IsSecondDone { get; private set; }

        protected override IReadOnlyList<Func<CancellationToken, Task>> Steps =>
        [
            _ => throw new TaskCanceledException("The command timed out."),
            _ =>
            {
                IsSecondDone = true;
                return Task.CompletedTask;
            },
        ];
    }
}
