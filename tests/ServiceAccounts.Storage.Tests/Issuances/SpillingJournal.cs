using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Issuances.Spill;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Storage.Tests.Issuances;

/// <summary>A node's journal with a disk of its own for what the database does not take.</summary>
internal sealed class SpillingJournal : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly IssuanceSpill _spill;
    private readonly SpillSender _sender;
    private readonly IssuanceJournal _journal;
    private bool _isStopped;

    private SpillingJournal(TestDatabase database, string directory, int megabytes)
    {
        var options = Options.Create(new JournalOptions { SpillDirectory = directory, SpillMegabytes = megabytes, CommitTimeoutMs = 200 });
        (_database, Node) = (database, new Node(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())));
        Claims = new ClaimsInMemory(database.Time);
        Refusals = new RefusalJournal(database.Database, database.Ledger, new NoClients(), database.Time, database.Logger<RefusalJournal>());
        var batches = new IssuanceBatches(database.Database);
        _spill = new IssuanceSpill(Node, Claims, options, database.Time, database.Logger<IssuanceSpill>());
        _sender = new SpillSender(_spill, batches, Refusals, database.Time, database.Logger<SpillSender>());
        _journal = new IssuanceJournal(
            batches, _spill, Claims, Node, database.Uses, options, database.Time, database.Logger<IssuanceJournal>());
    }

    public Node Node { get; }

    public ClaimsInMemory Claims { get; }

    public RefusalJournal Refusals { get; }

    public long Waiting => _spill.Bytes;

    public static async Task<SpillingJournal> StartAsync(TestDatabase database, string directory, int megabytes = 1)
    {
        var journal = new SpillingJournal(database, directory, megabytes);
        await journal._sender.StartAsync(CancellationToken.None);
        await journal._journal.StartAsync(CancellationToken.None);
        return journal;
    }

    public Task<IssuanceOutcome> RecordAsync(Issuance issuance) => _journal.RecordAsync(issuance, CancellationToken.None).AsTask();

    public Task UntilSentAsync() => Eventually.IsTrueAsync(() => Waiting == 0);

    /// <summary>All records that the database has, once for each time that it has them.</summary>
    public async Task<List<Guid>> RecordedAsync()
    {
        var batches = await _database.RowsAsync<IssuanceBatch>();
        var blocks = await _database.RowsAsync<IssuanceBlock>();
        return
        [
            .. batches.SelectMany(b => IssuanceCodec.Decode(b.Payload)).Select(i => i.TokenId)
                .Concat(blocks.SelectMany(b => IssuanceBlockCodec.Decode(b.Minute, b.Payload, null)).Select(t => t.TokenId)),
        ];
    }

    public async Task StopAsync()
    {
        _isStopped = true;
        await _journal.StopAsync(CancellationToken.None);
        await _sender.StopAsync(CancellationToken.None);
    }

    /// <summary>Lets go of the files as a process does that is killed.</summary>
    public void Crash()
    {
        _isStopped = true;
        _spill.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isStopped)
        {
            await StopAsync();
        }

        _journal.Dispose();
        _sender.Dispose();
        _spill.Dispose();
        Refusals.Dispose();
    }

    /// <summary>The table of batches is away until the answer is disposed.</summary>
    public static async Task<IAsyncDisposable> OutageAsync(TestDatabase database)
    {
        await ExecuteAsync(database, "ALTER TABLE issuance_batches RENAME TO away");
        return new Outage(database);
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var db = await database.Contexts.CreateDbContextAsync();
        await db.Database.ExecuteSqlRawAsync(sql);
    }

    private sealed class Outage(TestDatabase database) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await ExecuteAsync(database, "ALTER TABLE away RENAME TO issuance_batches");
    }

    private sealed class NoClients : IClients
    {
        public ValueTask<Client?> FindAsync(string clientId, CancellationToken cancellationToken) => new((Client?)null);

        public ValueTask<KnownApiToken?> FindByApiTokenAsync(string text, CancellationToken cancellationToken) => new((KnownApiToken?)null);
    }
}
