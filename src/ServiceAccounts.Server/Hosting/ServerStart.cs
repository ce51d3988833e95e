using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using ServiceAccounts.Management.Keys;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Keys;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Server.Hosting;

/// <summary>What happens before the server listens: one server a database, its schema, its keys, its first administrator.</summary>
internal sealed class ServerStart(
    IDatabase database, IOptions<StorageOptions> storage, ChangeFollower changes, IKeyManager ring, KeyRingRenewal renewal,
    KeyStore keys, KeyRotation rotation, GeneratedKeyUse use, TimeProvider time, FirstStart firstStart, IOptions<KeyOptions> keyOptions, ILogger<ServerStart> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await MigrateAsync(cancellationToken);
        await changes.BeginAsync(cancellationToken);
        await OpenKeysAsync(cancellationToken);
        try
        {
            if (await BeginSigningAsync(cancellationToken) && storage.Value.Provider != Databases.Sqlite)
            {
                // The other nodes publish it before this one listens, and so before it signs.
                await Task.Delay(KeyTimes.Spreading, time, cancellationToken);
            }

            await firstStart.RunAsync(cancellationToken);

            // Making keys takes seconds: nobody is to be told that this node is stale just because it was.
            await changes.FollowAsync(cancellationToken);
        }
        catch (Exception e) when (e.GetBaseException() is DbException failed)
        {
            throw NotOpened(failed);
        }
    }

    /// <summary>Takes the database for this process and brings its schema up to date.</summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.MigrateAsync(cancellationToken);
        }
        catch (DbException e)
        {
            throw NotOpened(e);
        }
    }

    /// <summary>Opens the keys, or says which setting has the wrong certificate or names no database of ours.</summary>
    public async Task OpenKeysAsync(CancellationToken cancellationToken)
    {
        try
        {
            var missing = await renewal.MissingAsync(cancellationToken);
            if (missing.Count > 0)
            {
                throw NotOpened(missing, inner: null);
            }

            ThrowIfRingIsClosed();
            await renewal.RunAsync(cancellationToken);
            await keys.LoadAsync(cancellationToken);
            foreach (var file in keyOptions.Value.Own.Where(own => OwnKeyFiles.IsReadableByOthers(own.File)))
            {
                logger.KeyFileReadable(file.File);
            }
        }
        catch (CryptographicException e)
        {
            throw NotOpened([], e);
        }
        catch (DbException e)
        {
            throw NotOpened(e);
        }
    }

    /// <summary>Does with the signing keys what is due; whether one had to be made that signs at once.</summary>
    public async Task<bool> BeginSigningAsync(CancellationToken cancellationToken)
    {
        await use.NoteAsync(cancellationToken);
        return await rotation.RunAsync(cancellationToken);
    }

    private InvalidOperationException NotOpened(IReadOnlyList<string> missing, CryptographicException? inner)
    {
        const string Setting = $"{CertificateOptions.Section}:{nameof(CertificateOptions.Protection)}";
        const string Previous = $"{CertificateOptions.Section}:{nameof(CertificateOptions.PreviousProtection)}:0:File";
        return new InvalidOperationException(
            $"{Setting}: This certificate does not open the keys in the database '{database.Name}'. "
            + $"Give the one that it was made with{(missing.Count == 0 ? string.Empty : $", whose thumbprint is {string.Join(" or ", missing)}")} "
            + $"(in Development: dev-protection.pfx in the certificates' directory), for example {Setting.Replace(":", "__", StringComparison.Ordinal)}=/run/secrets/protection.pfx; "
            + $"where another one follows it, as {Previous}",
            inner);
    }

    private InvalidOperationException NotOpened(DbException e)
    {
        const string Setting = $"{StorageOptions.Section}:{nameof(StorageOptions.ConnectionString)}";
        var provider = storage.Value.Provider;
        return new InvalidOperationException(
            $"{Setting}: The database '{database.Name}' cannot be opened or written: {e.Message} {Databases.RemedyFor(provider)}, "
            + $"for example {Setting.Replace(":", "__", StringComparison.Ordinal)}=\"{Databases.ExampleFor(provider)}\"",
            e);
    }

    // The framework, when it can open no key of its ring, makes a new one: with a wrong certificate each start would leave
    // one behind that the right certificate cannot open.
    private void ThrowIfRingIsClosed()
    {
        CryptographicException? closed = null;
        foreach (var key in ring.GetAllKeys())
        {
            try
            {
                key.CreateEncryptor();
                return;
            }
            catch (CryptographicException e)
            {
                closed = e;
            }
        }

        if (closed is not null)
        {
            throw closed;
        }
    }
}
