using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol.Proofs;

/// <summary>What a request has proved to have.</summary>
/// <param name="Binding">What the token is bound to; null for a bearer token.</param>
/// <param name="SingleUse">What must be claimed before anything is granted, where the proof may be used only once.</param>
public sealed record Possession(TokenBinding? Binding, SingleUse? SingleUse)
{
    /// <summary>Nothing: the token is for whoever bears it.</summary>
    public static Possession None { get; } = new(null, null);

    /// <summary>Both: what one proof has not said, the other may.</summary>
    public Possession And(Possession other)
    {
        if (other.Binding is null)
        {
            return this;
        }

        return Binding is null
            ? other
            : new Possession(
                new TokenBinding
                {
                    CertificateThumbprint = Binding.CertificateThumbprint ?? other.Binding.CertificateThumbprint,
                    KeyThumbprint = Binding.KeyThumbprint ?? other.Binding.KeyThumbprint,
                },
                SingleUse ?? other.SingleUse);
    }
}
