using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ServiceAccounts.Storage.Tests;

/// <summary>Keeps the text of every command that goes to the database, and holds back those that a test wants to wait.</summary>
internal sealed class Commands : DbCommandInterceptor, IDbTransactionInterceptor
{
    private readonly ConcurrentQueue<string> _texts = new();
    private volatile Gate? _gate;
    private volatile bool _losesAnswer;
    private int _held;

    public IReadOnlyList<string> Texts => [.. _texts];

    /// <summary>How many commands have been held back so far.</summary>
    public int Held => _held;

    public int Count(string part) => _texts.Count(text => Has(text, part));

    public void Clear() => _texts.Clear();

    /// <summary>Holds back every command with that in it until the returned gate is opened.</summary>
    public Gate Hold(string part)
    {
        _held = 0;
        return _gate = new Gate(part);
    }

    /// <summary>Has the answer to the next commit be lost, though it is made.</summary>
    public void LoseNextAnswer() => _losesAnswer = true;

    /// <inheritdoc />
    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (_losesAnswer)
        {
            _losesAnswer = false;
            throw new IOException("The connection was lost.");
        }

        return Task.CompletedTask;
    }

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        await PassAsync(command);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await PassAsync(command);
        return result;
    }

    public override async ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        await PassAsync(command);
        return result;
    }

    private async Task PassAsync(DbCommand command)
    {
        _texts.Enqueue(command.CommandText);
        if (_gate is { } gate && Has(command.CommandText, gate.Part) && !gate.Opened.IsCompleted)
        {
            if (Interlocked.Increment(ref _held) == 1)
            {
                gate.Reach();
            }

            await gate.Opened;
        }
    }

    // Some databases quote every name, others none that need not be.
    private static bool Has(string text, string part) =>
        text.Contains(part, StringComparison.Ordinal) || text.Contains(part.Replace("\"", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);

    /// <summary>Where commands wait.</summary>
    internal sealed class Gate(string part)
    {
        private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Part { get; } = part;

        public Task Opened => _opened.Task;

        /// <summary>Done when the first command waits here.</summary>
        public Task Reached => _reached.Task.WaitAsync(TimeSpan.FromSeconds(30));

        public void Open() => _opened.TrySetResult();

        internal void Reach() => _reached.TrySetResult();
    }
}
