using System.Net;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>Writes the columns of a block.</summary>
internal sealed class IssuanceBlockWriter(BinaryWriter output, long minute)
{
    public void Write(byte version, List<IssuedToken> tokens)
    {
        output.Write(version);
        output.Write7BitEncodedInt(tokens.Count);
        var tenants = WriteList(tokens.Select(t => t.TenantId), id => output.Write(id.ToByteArray(bigEndian: true)));
        var apis = WriteList(tokens.Select(t => t.ApiId), id => output.Write(id.ToByteArray(bigEndian: true)));
        var scopes = WriteList(tokens.Select(t => t.Scope), output.Write);
        var addresses = WriteList(tokens.Select(t => t.Address ?? IPAddress.None), address =>
        {
            // None is an address that no request comes from: it stands for an unknown one, and is written as nothing.
            var bytes = address.Equals(IPAddress.None) ? [] : address.GetAddressBytes();
            output.Write((byte)bytes.Length);
            output.Write(bytes);
        });

        var actors = WriteList(tokens.Select(t => t.ActingClientId ?? string.Empty), output.Write);

        WriteRuns(tokens, tenants, apis, scopes, actors);
        Each(tokens, t => output.Write7BitEncodedInt64((t.IssuedAt.ToUnixTimeSeconds() - (minute * 60))));
        Each(tokens, t => output.Write7BitEncodedInt64(Zigzag(t.ExpiresAt.ToUnixTimeSeconds() - t.IssuedAt.ToUnixTimeSeconds())));
        Each(tokens, t => output.Write7BitEncodedInt(addresses[t.Address ?? IPAddress.None]));
        Each(tokens, t => output.Write7BitEncodedInt64(Zigzag(BlockIds.TimeOf(t.TokenId) - t.IssuedAt.ToUnixTimeMilliseconds())));
        WriteRests(tokens, t => t.TokenId);
    }

    private void WriteRuns(
        List<IssuedToken> tokens, Dictionary<Guid, int> tenants, Dictionary<Guid, int> apis, Dictionary<string, int> scopes,
        Dictionary<string, int> actors)
    {
        // Sorted, so that equal ones are neighbours.
        var runs = new List<(IssuanceRun Run, int Count)>();
        foreach (var token in tokens)
        {
            var run = IssuanceRun.Of(token);
            if (runs.Count > 0 && runs[^1].Run == run)
            {
                runs[^1] = (run, runs[^1].Count + 1);
            }
            else
            {
                runs.Add((run, 1));
            }
        }

        output.Write7BitEncodedInt(runs.Count);
        Each(runs, r => output.Write7BitEncodedInt(r.Count));
        Each(runs, r => BlockIds.WriteClientId(output, r.Run.ClientId));
        Each(runs, r => output.Write7BitEncodedInt(tenants[r.Run.TenantId]));
        Each(runs, r => output.Write7BitEncodedInt(apis[r.Run.ApiId]));
        Each(runs, r => output.Write7BitEncodedInt(scopes[r.Run.Scope]));
        Each(runs, r => output.Write7BitEncodedInt(actors[r.Run.ActingClientId]));

        // A credential is often as old as its account.
        Each(runs, r => output.Write7BitEncodedInt64(BlockIds.TimeOf(r.Run.PrincipalId)));
        Each(runs, r => output.Write7BitEncodedInt64(Zigzag(BlockIds.TimeOf(r.Run.CredentialId) - BlockIds.TimeOf(r.Run.PrincipalId))));
        WriteRests(runs, r => r.Run.PrincipalId);
        WriteRests(runs, r => r.Run.CredentialId);
    }

    // The two bytes that hold a UUID's version and variant apart from the eight that are all chance, each with a code of its
    // own: six bits less for each id.
    private void WriteRests<T>(List<T> items, Func<T, Guid> idOf)
    {
        output.Flush();
        Each(items, item => output.Write(BlockIds.RestOf(idOf(item))[0]));
        output.Flush();
        Each(items, item => output.Write(BlockIds.RestOf(idOf(item))[2]));
        output.Flush();
        Each(items, item => output.Write([BlockIds.RestOf(idOf(item))[1], .. BlockIds.RestOf(idOf(item)).AsSpan(3)]));
        output.Flush();
    }

    private Dictionary<T, int> WriteList<T>(IEnumerable<T> values, Action<T> write)
        where T : notnull
    {
        var list = values.Distinct().ToList();
        output.Write7BitEncodedInt(list.Count);
        Each(list, write);
        return list.Select((value, index) => (value, index)).ToDictionary(item => item.value, item => item.index);
    }

    private static void Each<T>(List<T> items, Action<T> write) => items.ForEach(write);

    private static long Zigzag(long number) => (number << 1) ^ (number >> 63);
}

/// <summary>Everything of a token that its neighbours in a block often share with it.</summary>
internal sealed record IssuanceRun(
    string ClientId, Guid TenantId, Guid PrincipalId, Guid CredentialId, Guid ApiId, string Scope, string ActingClientId)
{
    public static IssuanceRun Of(IssuedToken token) =>
        new(token.ClientId, token.TenantId, token.PrincipalId, token.CredentialId, token.ApiId, token.Scope, token.ActingClientId ?? string.Empty);
}
