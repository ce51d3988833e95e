using System.Diagnostics.CodeAnalysis;

namespace ServiceAccounts.Protocol.OAuth;

/// <summary>A value, or the error to answer with: what a caller can cause is never an exception.</summary>
/// <typeparam name="T">What success yields.</typeparam>
public readonly struct Result<T>
    where T : class
{
    private Result(T? value, OAuthError? error)
    {
        Value = value;
        Error = error;
    }

    /// <summary>Whether <see cref="Value"/> is there; otherwise <see cref="Error"/> is.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Value is not null;

    /// <summary>The outcome of success.</summary>
    public T? Value { get; }

    /// <summary>The refusal.</summary>
    public OAuthError? Error { get; }

    /// <summary>Success with <paramref name="value"/>.</summary>
    public static implicit operator Result<T>(T value) => Success(value);

    internal static Result<T> Success(T value) => new(value, null);

    /// <summary>Refusal with <paramref name="error"/>.</summary>
    public static implicit operator Result<T>(OAuthError error) => new(null, error);
}

/// <summary>Makes results of interfaces, for which the language has no implicit conversion.</summary>
public static class Result
{
    /// <summary>Success with <paramref name="value"/>.</summary>
    public static Result<T> Of<T>(T value)
        where T : class => Result<T>.Success(value);
}
