using System.Data.Common;
using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Storage;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>A database may commit and lose the answer: what was changed is then changed, and no cache may say otherwise.</summary>
public sealed class LostCommitTests
{
    [Fact]
    public async Task A_deactivation_whose_answer_was_lost_holds()
    {
        var lost = new LostAnswer();
        await using var server = await RunningServer.StartAsync(
            null, builder => builder.Services.ConfigureDbContext<ServiceAccountsDbContext>(options => options.AddInterceptors(lost)));
        var client = await server.CreateSecretClientAsync();
        await server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials")).StatusAsync(HttpStatusCode.OK);

        lost.Next = true;
        await server.Admin.PostAsync($"{ApiCaller.Accounts}/{client.AccountId}/deactivate", null).StatusAsync(HttpStatusCode.ServiceUnavailable);

        await server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials")).StatusAsync(HttpStatusCode.Unauthorized);
    }

    private sealed class LostAnswer : DbTransactionInterceptor
    {
        public bool Next { get; set; }

        public override Task TransactionCommittedAsync(
            DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            var lost = Next;
            Next = false;
            return lost ? throw new SqliteException("The disk is gone.", 10) : Task.CompletedTask;
        }
    }
}
