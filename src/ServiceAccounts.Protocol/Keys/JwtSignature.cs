using Microsoft.IdentityModel.JsonWebTokens;

namespace ServiceAccounts.Protocol.Keys;

/// <summary>The signature of one JWT, and the few keys that are tried for it: at most four, whatever sets they are in.</summary>
internal sealed class JwtSignature(JsonWebToken token)
{
    private readonly string? _wantedKeyId = string.IsNullOrEmpty(token.Kid) ? null : token.Kid;
    private int _checksLeft = ClientKeySet.MaxKeysTried;

    /// <summary>The <c>kid</c> of the key that fits, where one does and has one.</summary>
    public string? KeyId { get; private set; }

    /// <summary>Looks for the key in a set that was given, or is published: there once more, if it has been changed since it was fetched.</summary>
    public async ValueTask<SignatureOutcome> CheckAsync(
        KeySetUrl? url, ClientKeySet? inline, IClientKeys published, CancellationToken cancellationToken)
    {
        var keys = url is { } known ? await published.GetAsync(known, cancellationToken) : inline;
        if (keys is null)
        {
            return SignatureOutcome.KeysUnavailable;
        }

        if (Fits(keys))
        {
            return SignatureOutcome.Good;
        }

        var newer = url is { } again ? await published.RefetchAsync(again, keys, cancellationToken) : null;
        if (newer is not null && Fits(newer))
        {
            return SignatureOutcome.Good;
        }

        return _wantedKeyId is not { } keyId || (newer ?? keys).Has(keyId) ? SignatureOutcome.FitsNoKey : SignatureOutcome.UnknownKey;
    }

    private bool Fits(ClientKeySet keys)
    {
        var fitting = keys.Fitting(token.Alg, _wantedKeyId).Take(_checksLeft).ToArray();
        if (fitting.Length == 0)
        {
            return false;
        }

        var signingInput = SignedJwt.InputOf(token);
        var signature = SignedJwt.SignatureOf(token);
        foreach (var key in fitting)
        {
            _checksLeft--;
            if (signature is not null && key.Verify(token.Alg, signingInput, signature))
            {
                KeyId = key.KeyId;
                return true;
            }
        }

        return false;
    }
}

/// <summary>What became of a signature.</summary>
internal enum SignatureOutcome
{
    /// <summary>A key fits.</summary>
    Good,

    /// <summary>The keys could not be had.</summary>
    KeysUnavailable,

    /// <summary>No key of the set fits.</summary>
    FitsNoKey,

    /// <summary>The set has no key of the <c>kid</c> that the token names.</summary>
    UnknownKey,
}
