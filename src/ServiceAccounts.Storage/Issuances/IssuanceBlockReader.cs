using System.Net;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>Reads the columns of a block.</summary>
internal sealed class IssuanceBlockReader(BinaryReader input, long minute, bool hasActors)
{
    // Far more than a node issues in a minute: what says more is no block.
    private const int MaxCount = 10_000_000;

    public List<IssuedToken> Read(string? clientId)
    {
        var count = ReadCount();
        var tenants = ReadList(ReadId);
        var apis = ReadList(ReadId);
        var scopes = ReadList(input.ReadString);
        var addresses = ReadList(ReadAddress);
        var actors = hasActors ? ReadList(input.ReadString) : [];
        var runs = ReadRuns(tenants, apis, scopes, actors);
        if (runs.Sum(r => (long)r.Count) != count)
        {
            throw new InvalidDataException("The block is not whole.");
        }

        var issued = Column(count, () => DateTimeOffset.FromUnixTimeSeconds((minute * 60) + input.Read7BitEncodedInt64()));
        var lifetimes = Column(count, () => Unzigzag(input.Read7BitEncodedInt64()));
        var from = Column(count, () => addresses[input.Read7BitEncodedInt()]);
        var ids = Column(count, () => Unzigzag(input.Read7BitEncodedInt64()));

        var rests = ReadRests(count);
        var tokens = new List<IssuedToken>();
        var at = 0;
        foreach (var (run, length) in runs)
        {
            for (var end = at + length; at < end; at++)
            {
                if (clientId is null || run.ClientId == clientId)
                {
                    tokens.Add(new IssuedToken
                    {
                        TokenId = BlockIds.Join(issued[at].ToUnixTimeMilliseconds() + ids[at], rests[at]),
                        ClientId = run.ClientId,
                        TenantId = run.TenantId,
                        PrincipalId = run.PrincipalId,
                        CredentialId = run.CredentialId,
                        ActingClientId = run.ActingClientId is { Length: > 0 } acting ? acting : null,
                        ApiId = run.ApiId,
                        IssuedAt = issued[at],
                        ExpiresAt = issued[at].AddSeconds(lifetimes[at]),
                        Scope = run.Scope,
                        Address = from[at],
                    });
                }
            }
        }

        return tokens;
    }

    private List<(IssuanceRun Run, int Count)> ReadRuns(Guid[] tenants, Guid[] apis, string[] scopes, string[] actors)
    {
        var length = ReadCount();
        var counts = Column(length, ReadCount);
        var clients = Column(length, () => BlockIds.ReadClientId(input));
        var tenantOf = Column(length, () => tenants[input.Read7BitEncodedInt()]);
        var apiOf = Column(length, () => apis[input.Read7BitEncodedInt()]);
        var scopeOf = Column(length, () => scopes[input.Read7BitEncodedInt()]);
        var actorOf = Column(length, () => hasActors ? actors[input.Read7BitEncodedInt()] : string.Empty);
        var principals = Column(length, input.Read7BitEncodedInt64);
        var credentials = Column(length, () => Unzigzag(input.Read7BitEncodedInt64()));
        var principalIds = ReadRests(length);
        var credentialIds = ReadRests(length);
        return [.. Enumerable.Range(0, length).Select(i => (
            new IssuanceRun(
                clients[i], tenantOf[i], BlockIds.Join(principals[i], principalIds[i]),
                BlockIds.Join(principals[i] + credentials[i], credentialIds[i]), apiOf[i], scopeOf[i], actorOf[i]),
            counts[i]))];
    }

    private byte[][] ReadRests(int length)
    {
        var versions = BlockIds.ReadBytes(input, length);
        var variants = BlockIds.ReadBytes(input, length);
        var rests = new byte[length][];
        for (var i = 0; i < length; i++)
        {
            var others = BlockIds.ReadBytes(input, 8);
            rests[i] = [versions[i], others[0], variants[i], .. others.AsSpan(1)];
        }

        return rests;
    }

    private T[] ReadList<T>(Func<T> read) => Column(ReadCount(), read);

    private static T[] Column<T>(int length, Func<T> read)
    {
        var column = new T[length];
        for (var i = 0; i < length; i++)
        {
            column[i] = read();
        }

        return column;
    }

    private int ReadCount() => input.Read7BitEncodedInt() is >= 0 and <= MaxCount and var count
        ? count
        : throw new InvalidDataException("The block is not whole.");

    private Guid ReadId() => new(BlockIds.ReadBytes(input, 16), bigEndian: true);

    private IPAddress? ReadAddress() => input.ReadByte() is > 0 and var length ? new IPAddress(BlockIds.ReadBytes(input, length)) : null;

    private static long Unzigzag(long number) => (long)((ulong)number >> 1) ^ -(number & 1);
}
