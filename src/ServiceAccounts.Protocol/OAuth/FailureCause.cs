namespace ServiceAccounts.Protocol.OAuth;

/// <summary>Why an authentication failed, in so few words that each can be counted. What exactly was wrong says the reason.</summary>
public enum FailureCause
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>The request has no credential.</summary>
    NoCredential,

    /// <summary>The credential has not the form of one.</summary>
    Malformed,

    /// <summary>There is no such client.</summary>
    UnknownClient,

    /// <summary>The client authenticates by another method.</summary>
    WrongMethod,

    /// <summary>The secret is none of the client's, or has run out.</summary>
    WrongSecret,

    /// <summary>The assertion is not signed by the client or its issuer, or says what it must not.</summary>
    WrongAssertion,

    /// <summary>The certificate is none of the client's.</summary>
    WrongCertificate,

    /// <summary>The API token or access token is not known, or not good any more.</summary>
    WrongToken,

    /// <summary>The assertion was good once.</summary>
    UsedBefore,

    /// <summary>The proof is good, and account, client or credential has ended or is switched off.</summary>
    Ended,
}
