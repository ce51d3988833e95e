namespace ServiceAccounts.Server.Tests.Invariants;

/// <summary>What a service account should be after the operations so far.</summary>
internal sealed class AccountUnderTest
{
    public required string Id { get; init; }

    public required string ClientId { get; init; }

    public required string Handle { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    public int TtlSeconds { get; set; } = 3600;

    public bool IsDeleted { get; set; }

    public bool IsActive { get; set; } = true;

    public bool IsEnabled { get; set; } = true;

    public long Epoch { get; set; }

    public List<SecretUnderTest> Secrets { get; } = [];

    public List<ApiTokenUnderTest> ApiTokens { get; } = [];

    public List<IssuedToken> Issued { get; } = [];

    public bool Works(DateTimeOffset now) => !IsDeleted && IsActive && (ExpiresAt is null || ExpiresAt > now);

    public bool GetsTokens(SecretUnderTest secret, DateTimeOffset now) => Works(now) && IsEnabled && secret.IsActive(now);

    public bool Accepts(IssuedToken token, DateTimeOffset now) =>
        GetsTokens(token.Secret, now) && token.Epoch == Epoch && token.ExpiresAt > now;

    public List<SecretUnderTest> ActiveSecrets(DateTimeOffset now) => Secrets.FindAll(secret => secret.IsActive(now));
}

/// <summary>A client secret that was shown once.</summary>
internal sealed class SecretUnderTest(string id, string text, DateTimeOffset? expiresAt)
{
    public string Id { get; } = id;

    public string Text { get; } = text;

    public DateTimeOffset? ExpiresAt { get; } = expiresAt;

    public bool IsDeleted { get; set; }

    public bool IsActive(DateTimeOffset now) => !IsDeleted && (ExpiresAt is null || ExpiresAt > now);
}

/// <summary>An API token that was shown once.</summary>
internal sealed class ApiTokenUnderTest(string id, string text)
{
    public string Id { get; } = id;

    public string Text { get; } = text;

    public bool IsRevoked { get; set; }
}

/// <summary>An access token for our own API.</summary>
internal sealed record IssuedToken(string Text, SecretUnderTest Secret, long Epoch, DateTimeOffset ExpiresAt);
