using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Audit;

/// <summary>Which entries of the journal somebody asks for, as they said it.</summary>
public sealed record JournalFilter
{
    /// <summary>The client that asked, or that was changed.</summary>
    public string? ClientId { get; init; }

    /// <summary><c>done</c> or <c>refused</c>.</summary>
    public string? Outcome { get; init; }

    /// <summary>What was done: a whole action, or its beginning up to the dot.</summary>
    public string? Action { get; init; }

    /// <summary>Who did it.</summary>
    public string? ActorId { get; init; }

    /// <summary>What it was done to.</summary>
    public string? SubjectId { get; init; }

    /// <summary>The principal that it concerns.</summary>
    public string? PrincipalId { get; init; }

    /// <summary>Where it was done.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>Written then or later.</summary>
    public string? From { get; init; }

    /// <summary>Written before.</summary>
    public string? To { get; init; }

    /// <summary><c>tenant</c>, or <c>system</c> for the whole server.</summary>
    public string? Scope { get; init; }

    /// <summary><c>desc</c> for the newest first, or <c>asc</c>.</summary>
    public string? Order { get; init; }

    /// <summary>Where the page begins.</summary>
    public string? Cursor { get; init; }

    /// <summary>How many entries are passed over, for surfaces whose pages begin at a number; less than <see cref="MaxOffset"/>.</summary>
    public int Offset { get; init; }

    /// <summary>Where pages by number end: beyond it a cursor is needed.</summary>
    public const int MaxOffset = JournalQuery.MaxLookedAt;

    /// <summary>The cursor of what follows an entry.</summary>
    public static string CursorOf(long position)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, position);
        return Encoding.ASCII.GetString(Base64Url.EncodeToUtf8(bytes));
    }

    /// <summary>Reads every parameter; what is wrong with each of them is said at once.</summary>
    internal Outcome<JournalQuery> Read(int? limit)
    {
        var fields = new Fields();
        var paging = Paging.Of(limit, null);
        if (!paging.Succeeded)
        {
            fields.Add("limit", paging.Error.Fields["limit"]);
        }

        var query = new JournalQuery
        {
            ClientId = ClientId is null || CredentialFormat.IsClientId(ClientId) || CredentialFormat.IsApiTokenId(ClientId)
                ? ClientId
                : Wrong<string>(fields, "client_id", "It is no client id: sa_client_ and 12 hexadecimal digits, or the id of an API token."),
            Outcome = Word(fields, "outcome", Outcome, ("done", LedgerOutcome.Done), ("refused", LedgerOutcome.Refused)),
            Action = Action is null || (Action.Length is > 0 and <= 64 && Action.All(c => char.IsAsciiLetterLower(c) || c is '_' or '.'))
                ? Action
                : Wrong<string>(fields, "action", "It is no action: lower-case letters, such as service_account.created, or service_account. for all of them."),
            ActorId = fields.Id("actor_id", ActorId),
            SubjectId = fields.Id("subject_id", SubjectId),
            PrincipalId = fields.Id("principal_id", PrincipalId),
            OrganizationId = fields.Id("organization_id", OrganizationId),
            From = fields.Time("from", From),
            To = fields.Time("to", To),
            WholeServer = Word(fields, "scope", Scope, ("tenant", false), ("system", true)) ?? false,
            Ascending = Word(fields, "order", Order, ("desc", false), ("asc", true)) ?? false,
            After = string.IsNullOrEmpty(Cursor)
                ? null
                : PositionOf(Cursor) ?? WrongValue<long>(fields, "cursor", "It is not a cursor of this list: send next_cursor of the page before, or none for the first page."),
            Limit = paging.Value?.Limit ?? 0,
            Offset = Offset,
        };
        return fields.AreValid ? query : fields.Error;
    }

    private static long? PositionOf(string cursor)
    {
        Span<byte> bytes = stackalloc byte[8];
        return cursor.Length == Base64Url.GetEncodedLength(8) && Base64Url.IsValid(cursor) && Base64Url.TryDecodeFromChars(cursor, bytes, out _)
            ? BinaryPrimitives.ReadInt64BigEndian(bytes)
            : null;
    }

    private static T? Word<T>(Fields fields, string field, string? value, params ReadOnlySpan<(string Word, T Value)> words)
        where T : struct
    {
        foreach (var (word, meaning) in words)
        {
            if (value == word)
            {
                return meaning;
            }
        }

        return value is null ? null : WrongValue<T>(fields, field, $"It is {words[0].Word} or {words[1].Word}.");
    }

    private static T? Wrong<T>(Fields fields, string field, string problem)
        where T : class
    {
        fields.Add(field, problem);
        return null;
    }

    private static T? WrongValue<T>(Fields fields, string field, string problem)
        where T : struct
    {
        fields.Add(field, problem);
        return null;
    }
}
