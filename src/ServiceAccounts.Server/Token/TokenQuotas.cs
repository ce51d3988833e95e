using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.OAuth;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Server.Token;

/// <summary>
/// Counts the tokens of clients that have a quota, by minutes and days of the clock (UTC), in the memory of this node: a restart
/// begins anew. No more clients are remembered than have asked in one day.
/// </summary>
internal sealed class TokenQuotas(IOptions<QuotaOptions> options, RefusalJournal journal, TimeProvider time, ILogger<TokenQuotas> logger)
{
    private static readonly Meter Meter = new("ServiceAccounts");
    private static readonly Counter<long> Exceeded = Meter.CreateCounter<long>(
        "serviceaccounts.quota.exceeded", "{token}", "Tokens beyond a client's quota, by what became of them: observe, warn, enforce.");

    private readonly int _nodes = options.Value.Nodes;
    private Today _today = new(0);

    /// <summary>
    /// Counts a token that is about to be issued; the refusal where the client has had as many as it gets. To be given back where
    /// the token is not released.
    /// </summary>
    public OAuthError? Take(HttpContext http, AuthenticatedClient authenticated)
    {
        var client = authenticated.Client;
        return client.Policy.Quotas.IsEmpty ? null : Take(http, client);
    }

    /// <summary>Forgets a token that has been counted and was not released.</summary>
    public void GiveBack(Client client)
    {
        if (!client.Policy.Quotas.IsEmpty && _today.Counts.TryGetValue(client.ApplicationId, out var counts))
        {
            counts.GiveBack();
        }
    }

    private OAuthError? Take(HttpContext http, Client client)
    {
        var now = time.GetUtcNow();
        var counts = Of(now).Counts.GetOrAdd(client.ApplicationId, static _ => new Count());
        var (minute, day) = counts.Next(now, client.Policy.Quotas, _nodes);
        foreach (var quota in client.Policy.Quotas)
        {
            if ((quota.Per == QuotaPeriod.Minute ? minute : day) <= ShareOf(quota, _nodes))
            {
                continue;
            }

            Exceeded.Add(1, new KeyValuePair<string, object?>("mode", NameOf(quota.Mode)));
            switch (quota.Mode)
            {
                case QuotaMode.Enforce:
                    return Refusal(quota, now);
                case QuotaMode.Warn:
                    Warn(http, client, quota);
                    break;
                default:
                    logger.QuotaExceeded(client.Id, quota.Rule, quota.Tokens);
                    break;
            }
        }

        return null;
    }

    // What the nodes give together is the quota, and a few more where it cannot be divided.
    private static int ShareOf(TokenQuota quota, int nodes) => ((quota.Tokens - 1) / nodes) + 1;

    private Today Of(DateTimeOffset now)
    {
        var day = now.ToUnixTimeSeconds() / SecondsPerDay;
        while (true)
        {
            var today = _today;
            if (IsOver(today.Day, day))
            {
                Interlocked.CompareExchange(ref _today, new Today(day), today);
            }
            else
            {
                return today;
            }
        }
    }

    // Who looked at the clock just before the end of a day or minute, and comes after one who looked after it, counts into the next
    // and drops nobody's count. A clock that has been set back further begins anew, and nobody waits for a time that was wrong.
    private static bool IsOver(long current, long asked) => asked != current && asked != current - 1;

    private void Warn(HttpContext http, Client client, TokenQuota quota) => journal.Report(
        Stranger.Of(http, "token", client.Id),
        new Deed("client.quota_exceeded", "application", client.ApplicationId)
        {
            TenantId = client.TenantId,
            PrincipalId = client.PrincipalId,
            OrganizationId = client.OrganizationId,
            ClientId = client.Id,
            Reason = $"The client asks for more than its {quota.Rule} of {quota.Tokens}. Nothing is refused, because quota_mode is warn: "
                + "find out why it does not keep its tokens, or raise the quota.",
            Details = new Dictionary<string, object?> { ["rule"] = quota.Rule, ["quota"] = quota.Tokens, ["mode"] = NameOf(quota.Mode) },
        });

    private static OAuthError Refusal(TokenQuota quota, DateTimeOffset now)
    {
        var length = quota.Per == QuotaPeriod.Minute ? SecondsPerMinute : SecondsPerDay;
        return new OAuthError("temporarily_unavailable", "The client has had all the tokens that it gets for now. Use them until they expire, and try again later.")
        {
            Reason = $"The client asks for more than its {quota.Rule} of {quota.Tokens}: find out why it does not keep its tokens, or raise the quota.",
            Rule = quota.Rule,
            IsForTooMany = true,
            RetryAfter = TimeSpan.FromSeconds(length - (now.ToUnixTimeSeconds() % length)),
        };
    }

    private static string NameOf(QuotaMode mode) => mode switch
    {
        QuotaMode.Observe => "observe",
        QuotaMode.Warn => "warn",
        _ => "enforce",
    };

    private const long SecondsPerMinute = 60;
    private const long SecondsPerDay = 86_400;

    /// <summary>The clients that have asked on one day.</summary>
    private sealed record Today(long Day)
    {
        public ConcurrentDictionary<Guid, Count> Counts { get; } = new();
    }

    /// <summary>What one client has had in the current minute and day.</summary>
    private sealed class Count
    {
        private readonly Lock _lock = new();
        private long _minuteNumber;
        private int _minute;
        private int _day;

        /// <summary>The counts with one more token, which is counted unless an enforced quota refuses it.</summary>
        public (int Minute, int Day) Next(DateTimeOffset now, IReadOnlyList<TokenQuota> quotas, int nodes)
        {
            lock (_lock)
            {
                var minute = now.ToUnixTimeSeconds() / SecondsPerMinute;
                if (IsOver(_minuteNumber, minute))
                {
                    (_minuteNumber, _minute) = (minute, 0);
                }

                var next = (Minute: _minute + 1, Day: _day + 1);
                foreach (var quota in quotas)
                {
                    if (quota.Mode == QuotaMode.Enforce && (quota.Per == QuotaPeriod.Minute ? next.Minute : next.Day) > ShareOf(quota, nodes))
                    {
                        return next;
                    }
                }

                (_minute, _day) = next;
                return next;
            }
        }

        /// <summary>The counts with one token less. Where a minute has begun meanwhile, that one gets it: one token more or less.</summary>
        public void GiveBack()
        {
            lock (_lock)
            {
                (_minute, _day) = (Math.Max(0, _minute - 1), Math.Max(0, _day - 1));
            }
        }
    }
}
