using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ServiceAccounts.Testing;

/// <summary>A network that a test cuts between a server and its database: whatever it asks then fails, but for what the test itself asks.</summary>
public sealed class Outage : DbConnectionInterceptor, IDbTransactionInterceptor
{
    private readonly AsyncLocal<bool> _isAnother = new();
    private volatile bool _isOn;

    /// <summary>Whether it is cut.</summary>
    public bool IsOn
    {
        get => _isOn;
        set => _isOn = value;
    }

    /// <summary>Runs something that another node does, which reaches the database.</summary>
    public async Task<T> ElsewhereAsync<T>(Func<Task<T>> work)
    {
        _isAnother.Value = true;
        return await work();
    }

    /// <inheritdoc />
    public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
    {
        ThrowIfCut();
        return result;
    }

    /// <inheritdoc />
    public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        ThrowIfCut();
        return ValueTask.FromResult(result);
    }

    /// <inheritdoc />
    public ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result,
        CancellationToken cancellationToken = default)
    {
        // A connection may have been open before it was cut.
        ThrowIfCut();
        return ValueTask.FromResult(result);
    }

    private void ThrowIfCut()
    {
        if (_isOn && !_isAnother.Value)
        {
            throw new CutException();
        }
    }

    private sealed class CutException() : DbException("There is no connection to the database.");
}
