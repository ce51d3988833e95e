using System.Diagnostics.CodeAnalysis;
using ServiceAccounts.Contracts.Access;

namespace ServiceAccounts.Management;

/// <summary>Why an operation was refused; each surface renders it in its own form.</summary>
/// <param name="Kind">What kind of refusal it is.</param>
/// <param name="Code">A word for programs, such as <c>name_taken</c>.</param>
/// <param name="Message">What is wrong, where, and what to do, for people.</param>
public sealed record OperationError(OperationErrorKind Kind, string Code, string Message)
{
    /// <summary>What is wrong with each field of the request, by its JSON name.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>The permission that is missing, where one is.</summary>
    public string? Permission { get; init; }

    /// <summary>What there is none of, where something is not there: <c>service account</c>, <c>role</c>.</summary>
    public string? What { get; init; }

    /// <summary>Where what was asked for is, where it is there already: a path.</summary>
    public string? Location { get; init; }

    /// <summary>What uses the thing, where it cannot be taken away because of that.</summary>
    public UsageResponse? UsedBy { get; init; }

    /// <summary>The request is not valid; every field that is not is named.</summary>
    public static OperationError Invalid(IReadOnlyDictionary<string, string> fields) =>
        new(OperationErrorKind.Invalid, "invalid", "The request is not valid: see errors.") { Fields = fields };

    /// <summary>The caller lacks a permission.</summary>
    public static OperationError Forbidden(string permission) => new(
        OperationErrorKind.Forbidden, "permission_missing",
        $"The caller does not hold {permission} here. An administrator can bind a role that has it.")
    {
        Permission = permission,
    };

    /// <summary>The caller lacks a permission at <c>system</c>, where alone that is done.</summary>
    public static OperationError SystemOnly(string what, string permission) => new(
        OperationErrorKind.Forbidden, "permission_missing",
        $"{what} needs {permission} at system: ask who operates this server.");

    /// <summary>There is no such thing in the tenant.</summary>
    public static OperationError NotFound(string what) =>
        new(OperationErrorKind.NotFound, "not_found", $"There is no {what} of this id.") { What = what };

    /// <summary>The state of things does not allow it.</summary>
    public static OperationError Conflict(string code, string message) => new(OperationErrorKind.Conflict, code, message);

    /// <summary>The thing belongs to the system, which nobody changes.</summary>
    public static OperationError ReadOnly(string what) =>
        Conflict("read_only", $"{what} belongs to the system: every tenant has it as it is, and it cannot be changed or deleted.");

    /// <summary>The thing is in use; who wants it gone all the same says so.</summary>
    public static OperationError InUse(string what, UsageResponse usedBy) => Conflict(
        "in_use", $"{what} is in use: see used_by. Take it away from them first, or repeat the request with ?force=true, which does.") with
    {
        UsedBy = usedBy,
    };

    /// <summary>A tenant, group or principal has as many of something as it can have.</summary>
    public static OperationError LimitReached(string what) => Conflict("limit_reached", what);

    /// <summary>The thing has been changed since the caller read it.</summary>
    public static OperationError Stale() => new(
        OperationErrorKind.Stale, "stale", "It has been changed since it was read: get it again and repeat the change on what it is now.");

    /// <summary>The caller's credential or account has ended while it asked.</summary>
    public static OperationError CallerEnded() => new(
        OperationErrorKind.Unauthenticated, "unauthenticated", "The caller has been deactivated, deleted or its token revoked.");

    /// <summary>The same request is being done just now, under the same <c>Idempotency-Key</c>.</summary>
    public static OperationError InProgress() => new(
        OperationErrorKind.Conflict, "in_progress", "A request under this Idempotency-Key is being done: repeat it when that has been answered.");

    /// <summary>The request has been done before, under the same <c>Idempotency-Key</c>.</summary>
    public static OperationError AlreadyDone(string location) => new(
        OperationErrorKind.Conflict, "already_done",
        "This request has been done: see Location. A credential is shown once only; if the answer was lost, make another.")
    {
        Location = location,
    };

    /// <summary>Another request has been done under the same <c>Idempotency-Key</c>.</summary>
    public static OperationError KeyReused() => new(
        OperationErrorKind.KeyReused, "key_reused",
        "Another request has been sent under this Idempotency-Key: choose a new key for each request.");

    /// <summary>The caller would give more than it holds.</summary>
    public static OperationError AbovePrivileges(string what) => new(
        OperationErrorKind.Forbidden, "above_own_privileges",
        $"{what} holds more than the caller does: nobody can give what they do not hold.");
}

/// <summary>The kinds of refusal.</summary>
public enum OperationErrorKind
{
    /// <summary>The request is not valid.</summary>
    Invalid,

    /// <summary>The caller is none any more.</summary>
    Unauthenticated,

    /// <summary>The caller may not.</summary>
    Forbidden,

    /// <summary>There is no such thing.</summary>
    NotFound,

    /// <summary>The state of things does not allow it.</summary>
    Conflict,

    /// <summary>The thing has been changed meanwhile.</summary>
    Stale,

    /// <summary>What makes a request unique has been used for another.</summary>
    KeyReused,
}

/// <summary>What an operation yields, or why it was refused.</summary>
/// <typeparam name="T">What success yields.</typeparam>
public readonly struct Outcome<T>
    where T : class
{
    private Outcome(T? value, OperationError? error)
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
    public OperationError? Error { get; }

    /// <summary>Success with <paramref name="value"/>.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>Refusal with <paramref name="error"/>.</summary>
    public static implicit operator Outcome<T>(OperationError error) => new(null, error);
}
