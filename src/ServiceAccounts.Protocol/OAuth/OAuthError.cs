namespace ServiceAccounts.Protocol.OAuth;

/// <summary>An error of RFC 6749 section 5.2: one part for the caller, and <see cref="Reason"/> for the log alone.</summary>
/// <param name="Error">The error code.</param>
/// <param name="Description">What the caller may know. Only characters of RFC 6749 section 5.2: no quotes, no backslash.</param>
public sealed record OAuthError(string Error, string Description)
{
    private const string UseNonce = "use_dpop_nonce";

    /// <summary>What really happened and what would make it pass; never sent, never with a secret in it.</summary>
    public string? Reason { get; init; }

    /// <summary>Why the authentication failed, where it is one that failed; to be counted.</summary>
    public FailureCause Cause { get; init; }

    /// <summary>Which client the request claims to come from, for the log alone; null where it names none that could be read.</summary>
    public string? ClientId { get; init; }

    /// <summary>Under what name the failure is counted, where not under the client's.</summary>
    public string? CountedAs { get; init; }

    /// <summary>The rule of a policy that refuses, by its name in the management API; null where it is none of those. For the journal.</summary>
    public string? Rule { get; init; }

    /// <summary>Whether it is for too many failures that nothing is done (RFC 6585 section 4).</summary>
    public bool IsForTooMany { get; init; }

    /// <summary>When trying again makes sense; only with <c>temporarily_unavailable</c>.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The request is malformed; where the description does not say what would make it pass, <paramref name="remedy"/> does.</summary>
    public static OAuthError InvalidRequest(string description, string? remedy = null) =>
        new("invalid_request", description) { Reason = remedy is null ? description : $"{description} {remedy}" };

    /// <summary>Client authentication failed.</summary>
    // One description for every cause: an answer that tells an unknown client from a wrong
    // secret is a directory of client ids for whoever asks.
    public static OAuthError InvalidClient(string reason, FailureCause cause = FailureCause.Other) =>
        new("invalid_client", "Client authentication failed.") { Reason = reason, Cause = cause };

    /// <summary>The assertion of a grant is not accepted (RFC 7521 section 4.1.1).</summary>
    // One description here too: it is by the assertion that the client authenticates.
    public static OAuthError InvalidGrant(string reason, FailureCause cause = FailureCause.Other) =>
        new("invalid_grant", "The assertion is not accepted.") { Reason = reason, Cause = cause };

    /// <summary>Why an assertion is refused that authenticated its client before (RFC 7523 section 3).</summary>
    public const string AssertionUsedBefore = "The assertion has been used before: each needs a jti of its own.";

    /// <summary>RFC 9449 section 11.1: the proof is a good one that was good once.</summary>
    public static OAuthError DPoPProofUsedBefore { get; } = InvalidDPoPProof("The proof has been used before: each needs a jti of its own.");

    /// <summary>The grant type is none that this server offers.</summary>
    public static OAuthError UnsupportedGrantType(string description, string reason) =>
        new("unsupported_grant_type", description) { Reason = reason };

    /// <summary>No scope is left to grant, or the parameter is malformed.</summary>
    public static OAuthError InvalidScope(string description, string reason) =>
        new("invalid_scope", description) { Reason = reason };

    /// <summary>RFC 8707 section 2: the resource is unknown, or more than one was named.</summary>
    public static OAuthError InvalidTarget(string description, string reason) =>
        new("invalid_target", description) { Reason = reason };

    /// <summary>RFC 9449 section 5: the request has a DPoP proof that proves nothing. Its maker may know what is wrong: the sentence repeats nothing of it.</summary>
    public static OAuthError InvalidDPoPProof(string reason) => new("invalid_dpop_proof", reason) { Reason = reason };

    /// <summary>RFC 9449 section 8: the proof is good but for its nonce; one that would do is in the answer.</summary>
    public static OAuthError UseDPoPNonce(string reason) => new(UseNonce, reason) { Reason = reason };

    /// <summary>Whether a client is asked to do the same once more with a nonce, which is no failure of anybody's.</summary>
    public bool AsksForNonce => Error == UseNonce;

    /// <summary>The server cannot do it now, through no fault of the caller.</summary>
    public static OAuthError TemporarilyUnavailable(string reason) =>
        new("temporarily_unavailable", "The server cannot answer now. Try again later.")
        {
            Reason = reason,
            RetryAfter = TimeSpan.FromSeconds(1),
        };
}
