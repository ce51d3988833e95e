using ServiceAccounts.Contracts.Keys;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Storage.Keys;

namespace ServiceAccounts.Management.Keys;

/// <summary>Signing keys as they are shown: by the time, which may be ahead of what has been written down.</summary>
internal static class SigningKeyView
{
    public static SigningKeysResponse Of(IReadOnlyCollection<SigningKey> rows, OwnSigningKeys own, DateTimeOffset now) => new(
    [
        .. SignatureAlgorithms.ForAccessTokens.SelectMany(algorithm =>
        {
            var turns = new SigningKeyTurns(algorithm, rows, own.SignWith(algorithm), now);
            return turns.Keys.Where(key => !(key.AcceptedUntil <= now)).Select(key => Show(key, turns.Current))
                .Concat(own.Keys.Where(key => key.Algorithm == algorithm).Select(key => Show(key, own)));
        }),
    ]);

    private static SigningKeyResponse Show(SigningKey key, SigningKey? current) => new()
    {
        Kid = key.KeyId,
        Algorithm = key.Algorithm,
        State = key == current ? "active" : key.State != SigningKeyState.Retired && key.SignsFrom > current?.SignsFrom ? "announced" : "retired",
        Own = false,
        CreatedAt = key.CreatedAt,
        ActivatesAt = key.SignsFrom,
        RetiredAt = key.RetiredAt,
        AcceptedUntil = key.AcceptedUntil,
    };

    private static SigningKeyResponse Show(OwnSigningKey key, OwnSigningKeys own) => new()
    {
        Kid = key.KeyId,
        Algorithm = key.Algorithm,
        State = own.Signs(key) ? "active" : "announced",
        Own = true,
        CreatedAt = null,
        ActivatesAt = null,
        RetiredAt = null,
        AcceptedUntil = null,
    };
}
