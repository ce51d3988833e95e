using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Issuances.Spill;
using ServiceAccounts.Storage.Keys;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Storage.Resilience;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Storage;

/// <summary>Registers what is kept, whatever the database.</summary>
public static class StorageServices
{
    /// <summary>Adds stores and journals; the database itself is added by its own project.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.AddSingleton(provider => new Node(Guid.CreateVersion7(provider.GetRequiredService<TimeProvider>().GetUtcNow())));
        services.AddSingleton<Leases.Leases>();
        services.AddHostedService<Leases.LeaseRelease>(); // Before all that works under one, and so stopped after it.
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<ChangeFollower>();
        services.AddHostedService(provider => provider.GetRequiredService<ChangeFollower>());
        services.AddSingleton<Freshness>();
        services.AddSingleton<LedgerSeal>();
        services.AddSingleton<LedgerWriter>();
        services.AddSingleton<LedgerVerification>();
        services.AddSingleton<LedgerPruning>();
        services.AddSingleton<EndedThings>();
        services.AddSingleton<RefusalJournal>();
        services.AddHostedService(provider => provider.GetRequiredService<RefusalJournal>());

        services.AddSingleton<TenantAccessStore>();
        services.AddSingleton<ClientCache>();
        services.AddSingleton<IClients, ClientStore>();
        services.AddSingleton<FetchedKeySets>();
        services.AddSingleton<TenantStore>();
        services.AddSingleton<PrincipalStore>();
        services.AddSingleton<KnownIds>();
        services.AddSingleton<KnownNumbers>();
        services.AddSingleton<AccountNames>();
        services.AddSingleton<ApiTokenTexts>();
        services.AddSingleton<RevokedTokens>();
        services.AddSingleton<StatusPlaces>();
        services.AddSingleton<StatusLists>();
        services.AddSingleton<IRevokedTokens>(provider => provider.GetRequiredService<RevokedTokens>());
        services.AddSingleton<CredentialUses>();
        services.AddSingleton<OutdatedHashes>();
        services.AddSingleton<EndedCredentialUses>();

        // Before the journal, and so stopped after it: its last batch tells of uses too.
        services.AddHostedService<CredentialUseFlush>();

        services.AddSingleton<NewKeys>();
        services.AddSingleton<GeneratedKeyUse>();
        services.AddSingleton<KeyStore>();
        services.AddSingleton<KeyFollower>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyFollower>());
        services.AddSingleton<ISigningKeys>(provider => provider.GetRequiredService<KeyStore>());

        services.AddSingleton<ClaimsInMemory>();
        services.AddSingleton<IssuanceBatches>();
        services.AddSingleton<IssuanceSpill>();

        // Before the journal too: what that cannot commit on its way out is sent, or left on the disk.
        services.AddHostedService<SpillSender>();
        services.AddSingleton<IssuanceJournal>();
        services.AddSingleton<IIssuances>(provider => provider.GetRequiredService<IssuanceJournal>());
        services.AddHostedService(provider => provider.GetRequiredService<IssuanceJournal>());
        services.AddSingleton<SingleUseClaims>();
        services.AddSingleton<IssuanceSealer>();
        services.AddSingleton<IssuancePruning>();
        services.AddSingleton<IssuanceSearch>();
        services.AddSingleton<SealedBlockCheck>();
        services.AddSingleton<Retention>();
        return services;
    }
}
