IF OBJECT_ID(N'[__EFMigrationsHistory]') IS NULL
BEGIN
    CREATE TABLE [__EFMigrationsHistory] (
        [MigrationId] nvarchar(150) NOT NULL,
        [ProductVersion] nvarchar(32) NOT NULL,
        CONSTRAINT [PK___EFMigrationsHistory] PRIMARY KEY ([MigrationId])
    );
END;
GO

BEGIN TRANSACTION;
CREATE TABLE [credential_uses] (
    [credential_id] uniqueidentifier NOT NULL,
    [key_id] nvarchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [principal_id] uniqueidentifier NOT NULL,
    [tenant_id] uniqueidentifier NOT NULL,
    [used_at] bigint NOT NULL,
    [address] nvarchar(64) COLLATE Latin1_General_100_BIN2 NULL,
    CONSTRAINT [PK_credential_uses] PRIMARY KEY ([credential_id], [key_id])
);

CREATE TABLE [fetched_key_sets] (
    [tenant_id] uniqueidentifier NOT NULL,
    [url_hash] nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [jwks_url] nvarchar(2000) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [jwks] nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [fetched_at] bigint NOT NULL,
    CONSTRAINT [PK_fetched_key_sets] PRIMARY KEY ([tenant_id], [url_hash])
);

CREATE TABLE [issuance_batches] (
    [node] uniqueidentifier NOT NULL,
    [sequence] bigint NOT NULL,
    [created_at] bigint NOT NULL,
    [count] int NOT NULL,
    [payload] varbinary(max) NOT NULL,
    CONSTRAINT [PK_issuance_batches] PRIMARY KEY ([node], [sequence])
);

CREATE TABLE [issuance_blocks] (
    [shard] int NOT NULL,
    [minute] bigint NOT NULL,
    [part] int NOT NULL,
    [count] int NOT NULL,
    [payload] varbinary(max) NOT NULL,
    [hash] varbinary(32) NOT NULL,
    CONSTRAINT [PK_issuance_blocks] PRIMARY KEY ([shard], [minute], [part])
);

CREATE TABLE [key_ring] (
    [name] nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [xml] nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL,
    CONSTRAINT [PK_key_ring] PRIMARY KEY ([name])
);

CREATE TABLE [leases] (
    [name] nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [holder] uniqueidentifier NOT NULL,
    [expires_at] bigint NOT NULL,
    CONSTRAINT [PK_leases] PRIMARY KEY ([name])
);

CREATE TABLE [ledger] (
    [position] bigint NOT NULL,
    [at] bigint NOT NULL,
    [tenant_id] uniqueidentifier NULL,
    [actor_id] uniqueidentifier NULL,
    [actor_name] nvarchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [action] nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [subject_kind] nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [subject_id] uniqueidentifier NOT NULL,
    [principal_id] uniqueidentifier NULL,
    [organization_id] uniqueidentifier NULL,
    [address] nvarchar(64) COLLATE Latin1_General_100_BIN2 NULL,
    [surface] nvarchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [correlation_id] nvarchar(128) COLLATE Latin1_General_100_BIN2 NULL,
    [outcome] nvarchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [client_id] nvarchar(64) COLLATE Latin1_General_100_BIN2 NULL,
    [reason] nvarchar(500) COLLATE Latin1_General_100_BIN2 NULL,
    [count] int NOT NULL,
    [details] nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [seal_key_version] int NOT NULL,
    [seal] varbinary(32) NOT NULL,
    CONSTRAINT [PK_ledger] PRIMARY KEY ([position])
);

CREATE TABLE [ledger_position] (
    [id] int NOT NULL,
    [position] bigint NOT NULL,
    [seal] varbinary(32) NOT NULL,
    CONSTRAINT [PK_ledger_position] PRIMARY KEY ([id])
);

CREATE TABLE [revoked_tokens] (
    [id] uniqueidentifier NOT NULL,
    [tenant_id] uniqueidentifier NOT NULL,
    [expires_at] bigint NOT NULL,
    [revoked_at] bigint NOT NULL,
    CONSTRAINT [PK_revoked_tokens] PRIMARY KEY ([id])
);

CREATE TABLE [server_secrets] (
    [purpose] nvarchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [version] int NOT NULL,
    [protected_key] varbinary(4000) NOT NULL,
    [created_at] bigint NOT NULL,
    CONSTRAINT [PK_server_secrets] PRIMARY KEY ([purpose], [version])
);

CREATE TABLE [signing_keys] (
    [key_id] nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [algorithm] nvarchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [state] nvarchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [public_jwk] nvarchar(4000) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [protected_private_key] varbinary(max) NOT NULL,
    [created_at] bigint NOT NULL,
    [activates_at] bigint NULL,
    [retired_at] bigint NULL,
    [accepted_until] bigint NULL,
    CONSTRAINT [PK_signing_keys] PRIMARY KEY ([key_id])
);

CREATE TABLE [single_use_claims] (
    [key] nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [expires_at] bigint NOT NULL,
    [node] uniqueidentifier NOT NULL,
    [sequence] bigint NOT NULL,
    CONSTRAINT [PK_single_use_claims] PRIMARY KEY ([key])
);

CREATE TABLE [status_list_entries] (
    [tenant_id] uniqueidentifier NOT NULL,
    [list] int NOT NULL,
    [index] int NOT NULL,
    [principal_id] uniqueidentifier NOT NULL,
    [client_id] nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [credential_id] uniqueidentifier NOT NULL,
    [epoch] bigint NOT NULL,
    [created_at] bigint NOT NULL,
    CONSTRAINT [PK_status_list_entries] PRIMARY KEY ([tenant_id], [list], [index])
);

CREATE TABLE [tenants] (
    [id] uniqueidentifier NOT NULL,
    [name] nvarchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [realm] nvarchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [host_label] nvarchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [maximum_service_accounts] int NULL,
    [region] nvarchar(32) COLLATE Latin1_General_100_BIN2 NULL,
    [identifier_prefixes] nvarchar(max) NULL,
    [minimum_ttl_seconds] int NULL,
    [maximum_ttl_seconds] int NULL,
    [policy] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
    [default_api_id] uniqueidentifier NOT NULL,
    [created_at] bigint NOT NULL,
    [version] bigint NOT NULL,
    CONSTRAINT [PK_tenants] PRIMARY KEY ([id])
);

CREATE TABLE [account_groups] (
    [id] uniqueidentifier NOT NULL,
    [tenant_id] uniqueidentifier NOT NULL,
    [name] nvarchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [normalized_name] nvarchar(765) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [description] nvarchar(500) COLLATE Latin1_General_100_BIN2 NULL,
    [created_at] bigint NOT NULL,
    [updated_at] bigint NOT NULL,
    [version] bigint NOT NULL,
    CONSTRAINT [PK_account_groups] PRIMARY KEY ([id]),
    CONSTRAINT [FK_account_groups_tenants_tenant_id] FOREIGN KEY ([tenant_id]) REFERENCES [tenants] ([id]) ON DELETE NO ACTION
);

CREATE TABLE [apis] (
    [id] uniqueidentifier NOT NULL,
    [tenant_id] uniqueidentifier NOT NULL,
    [identifier] nvarchar(500) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [name] nvarchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [signing_algorithm] nvarchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [maximum_ttl_seconds] int NULL,
    [includes_roles] bit NOT NULL,
    [includes_groups] bit NOT NULL,
    [includes_status] bit NOT NULL,
    [introspection_clients] nvarchar(max) NOT NULL,
    [created_at] bigint NOT NULL,
    [version] bigint NOT NULL,
    CONSTRAINT [PK_apis] PRIMARY KEY ([id]),
    CONSTRAINT [FK_apis_tenants_tenant_id] FOREIGN KEY ([tenant_id]) REFERENCES [tenants] ([id]) ON DELETE NO ACTION
);

CREATE TABLE [organizations] (
    [id] uniqueidentifier NOT NULL,
    [tenant_id] uniqueidentifier NOT NULL,
    [kind] nvarchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [parent_id] uniqueidentifier NULL,
    [name] nvarchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [slug] nvarchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [created_at] bigint NOT NULL,
    [version] bigint NOT NULL,
    CONSTRAINT [PK_organizations] PRIMARY KEY ([id]),
    CONSTRAINT [FK_organizations_organizations_parent_id] FOREIGN KEY ([parent_id]) REFERENCES [organizations] ([id]) ON DELETE NO ACTION,
    CONSTRAINT [FK_organizations_tenants_tenant_id] FOREIGN KEY ([tenant_id]) REFERENCES [tenants] ([id]) ON DELETE NO ACTION
);

CREATE TABLE [principals] (
    [id] uniqueidentifier NOT NULL,
    [tenant_id] uniqueidentifier NOT NULL,
    [kind] nvarchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [status] nvarchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [number] bigint NOT NULL,
    [epoch] bigint NOT NULL,
    CONSTRAINT [PK_principals] PRIMARY KEY ([id]),
    CONSTRAINT [FK_principals_tenants_tenant_id] FOREIGN KEY ([tenant_id]) REFERENCES [tenants] ([id]) ON DELETE NO ACTION
);

CREATE TABLE [roles] (
    [id] uniqueidentifier NOT NULL,
    [tenant_id] uniqueidentifier NULL,
    [name] nvarchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [normalized_name] nvarchar(765) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [description] nvarchar(500) COLLATE Latin1_General_100_BIN2 NULL,
    [level] nvarchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [number] bigint NOT NULL,
    [created_at] bigint NOT NULL,
    [version] bigint NOT NULL,
    CONSTRAINT [PK_roles] PRIMARY KEY ([id]),
    CONSTRAINT [FK_roles_tenants_tenant_id] FOREIGN KEY ([tenant_id]) REFERENCES [tenants] ([id]) ON DELETE NO ACTION
);

CREATE TABLE [account_group_grants] (
    [group_id] uniqueidentifier NOT NULL,
    [api_id] uniqueidentifier NOT NULL,
    [name] nvarchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [created_at] bigint NOT NULL,
    CONSTRAINT [PK_account_group_grants] PRIMARY KEY ([group_id], [api_id], [name]),
    CONSTRAINT [FK_account_group_grants_account_groups_group_id] FOREIGN KEY ([group_id]) REFERENCES [account_groups] ([id]) ON DELETE CASCADE
);

CREATE TABLE [api_permissions] (
    [api_id] uniqueidentifier NOT NULL,
    [name] nvarchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    CONSTRAINT [PK_api_permissions] PRIMARY KEY ([api_id], [name]),
    CONSTRAINT [FK_api_permissions_apis_api_id] FOREIGN KEY ([api_id]) REFERENCES [apis] ([id]) ON DELETE CASCADE
);

CREATE TABLE [account_group_members] (
    [group_id] uniqueidentifier NOT NULL,
    [principal_id] uniqueidentifier NOT NULL,
    [created_at] bigint NOT NULL,
    CONSTRAINT [PK_account_group_members] PRIMARY KEY ([group_id], [principal_id]),
    CONSTRAINT [FK_account_group_members_account_groups_group_id] FOREIGN KEY ([group_id]) REFERENCES [account_groups] ([id]) ON DELETE CASCADE,
    CONSTRAINT [FK_account_group_members_principals_principal_id] FOREIGN KEY ([principal_id]) REFERENCES [principals] ([id]) ON DELETE CASCADE
);

CREATE TABLE [api_tokens] (
    [id] uniqueidentifier NOT NULL,
    [principal_id] uniqueidentifier NOT NULL,
    [tenant_id] uniqueidentifier NOT NULL,
    [name] nvarchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [hash] varbinary(32) NOT NULL,
    [hash_key_version] int NOT NULL,
    [hint] nvarchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [retiring_hash] varbinary(32) NULL,
    [retiring_until] bigint NULL,
    [scopes] nvarchar(max) NULL,
    [enabled] bit NOT NULL,
    [created_at] bigint NOT NULL,
    [created_by_id] uniqueidentifier NULL,
    [created_by_name] nvarchar(255) COLLATE Latin1_General_100_BIN2 NULL,
    [updated_at] bigint NULL,
    [updated_by_id] uniqueidentifier NULL,
    [expires_at] bigint NULL,
    [revoked_at] bigint NULL,
    CONSTRAINT [PK_api_tokens] PRIMARY KEY ([id]),
    CONSTRAINT [FK_api_tokens_principals_principal_id] FOREIGN KEY ([principal_id]) REFERENCES [principals] ([id]) ON DELETE CASCADE
);

CREATE TABLE [direct_grants] (
    [principal_id] uniqueidentifier NOT NULL,
    [api_id] uniqueidentifier NOT NULL,
    [name] nvarchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [created_at] bigint NOT NULL,
    CONSTRAINT [PK_direct_grants] PRIMARY KEY ([principal_id], [api_id], [name]),
    CONSTRAINT [FK_direct_grants_principals_principal_id] FOREIGN KEY ([principal_id]) REFERENCES [principals] ([id]) ON DELETE CASCADE
);

CREATE TABLE [idempotency_keys] (
    [principal_id] uniqueidentifier NOT NULL,
    [key] nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [request_hash] varbinary(32) NOT NULL,
    [location] nvarchar(500) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [created_at] bigint NOT NULL,
    CONSTRAINT [PK_idempotency_keys] PRIMARY KEY ([principal_id], [key]),
    CONSTRAINT [FK_idempotency_keys_principals_principal_id] FOREIGN KEY ([principal_id]) REFERENCES [principals] ([id]) ON DELETE CASCADE
);

CREATE TABLE [service_accounts] (
    [id] uniqueidentifier NOT NULL,
    [tenant_id] uniqueidentifier NOT NULL,
    [organization_id] uniqueidentifier NOT NULL,
    [name] nvarchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [normalized_name] nvarchar(765) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [handle] nvarchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [description] nvarchar(500) COLLATE Latin1_General_100_BIN2 NULL,
    [auth_type] nvarchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [email] nvarchar(320) COLLATE Latin1_General_100_BIN2 NULL,
    [owner_contact] nvarchar(255) COLLATE Latin1_General_100_BIN2 NULL,
    [expires_at] bigint NULL,
    [created_at] bigint NOT NULL,
    [updated_at] bigint NOT NULL,
    [created_by_id] uniqueidentifier NOT NULL,
    [created_by_name] nvarchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [created_by_kind] nvarchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [updated_by_id] uniqueidentifier NULL,
    [updated_by_name] nvarchar(255) COLLATE Latin1_General_100_BIN2 NULL,
    [updated_by_kind] nvarchar(32) COLLATE Latin1_General_100_BIN2 NULL,
    [version] bigint NOT NULL,
    CONSTRAINT [PK_service_accounts] PRIMARY KEY ([id]),
    CONSTRAINT [FK_service_accounts_organizations_organization_id] FOREIGN KEY ([organization_id]) REFERENCES [organizations] ([id]) ON DELETE NO ACTION,
    CONSTRAINT [FK_service_accounts_principals_id] FOREIGN KEY ([id]) REFERENCES [principals] ([id]) ON DELETE CASCADE
);

CREATE TABLE [users] (
    [id] uniqueidentifier NOT NULL,
    [tenant_id] uniqueidentifier NOT NULL,
    [name] nvarchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [email] nvarchar(320) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [normalized_email] nvarchar(960) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [created_at] bigint NOT NULL,
    [updated_at] bigint NOT NULL,
    [version] bigint NOT NULL,
    CONSTRAINT [PK_users] PRIMARY KEY ([id]),
    CONSTRAINT [FK_users_principals_id] FOREIGN KEY ([id]) REFERENCES [principals] ([id]) ON DELETE CASCADE
);

CREATE TABLE [account_group_bindings] (
    [id] uniqueidentifier NOT NULL,
    [group_id] uniqueidentifier NOT NULL,
    [role_id] uniqueidentifier NOT NULL,
    [place_kind] nvarchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [place_id] uniqueidentifier NOT NULL,
    [created_at] bigint NOT NULL,
    CONSTRAINT [PK_account_group_bindings] PRIMARY KEY ([id]),
    CONSTRAINT [FK_account_group_bindings_account_groups_group_id] FOREIGN KEY ([group_id]) REFERENCES [account_groups] ([id]) ON DELETE CASCADE,
    CONSTRAINT [FK_account_group_bindings_roles_role_id] FOREIGN KEY ([role_id]) REFERENCES [roles] ([id]) ON DELETE NO ACTION
);

CREATE TABLE [role_bindings] (
    [id] uniqueidentifier NOT NULL,
    [principal_id] uniqueidentifier NOT NULL,
    [role_id] uniqueidentifier NOT NULL,
    [place_kind] nvarchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [place_id] uniqueidentifier NOT NULL,
    [created_at] bigint NOT NULL,
    CONSTRAINT [PK_role_bindings] PRIMARY KEY ([id]),
    CONSTRAINT [FK_role_bindings_principals_principal_id] FOREIGN KEY ([principal_id]) REFERENCES [principals] ([id]) ON DELETE CASCADE,
    CONSTRAINT [FK_role_bindings_roles_role_id] FOREIGN KEY ([role_id]) REFERENCES [roles] ([id]) ON DELETE NO ACTION
);

CREATE TABLE [role_permissions] (
    [role_id] uniqueidentifier NOT NULL,
    [api_id] uniqueidentifier NOT NULL,
    [name] nvarchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    CONSTRAINT [PK_role_permissions] PRIMARY KEY ([role_id], [api_id], [name]),
    CONSTRAINT [FK_role_permissions_roles_role_id] FOREIGN KEY ([role_id]) REFERENCES [roles] ([id]) ON DELETE CASCADE
);

CREATE TABLE [applications] (
    [id] uniqueidentifier NOT NULL,
    [client_id] nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [principal_id] uniqueidentifier NOT NULL,
    [tenant_id] uniqueidentifier NOT NULL,
    [name] nvarchar(255) COLLATE Latin1_General_100_BIN2 NULL,
    [description] nvarchar(500) COLLATE Latin1_General_100_BIN2 NULL,
    [authentication_method] nvarchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [access_token_ttl_seconds] int NOT NULL,
    [allowed_scopes] nvarchar(max) NULL,
    [default_api_id] uniqueidentifier NULL,
    [allows_token_endpoint_audience] bit NOT NULL,
    [assertion_max_lifetime_seconds] int NOT NULL,
    [policy] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
    [enabled] bit NOT NULL,
    [created_at] bigint NOT NULL,
    [created_by_id] uniqueidentifier NULL,
    [updated_at] bigint NULL,
    [updated_by_id] uniqueidentifier NULL,
    CONSTRAINT [PK_applications] PRIMARY KEY ([id]),
    CONSTRAINT [FK_applications_service_accounts_principal_id] FOREIGN KEY ([principal_id]) REFERENCES [service_accounts] ([id]) ON DELETE CASCADE
);

CREATE TABLE [service_account_labels] (
    [account_id] uniqueidentifier NOT NULL,
    [key] nvarchar(63) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [value] nvarchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    CONSTRAINT [PK_service_account_labels] PRIMARY KEY ([account_id], [key]),
    CONSTRAINT [FK_service_account_labels_service_accounts_account_id] FOREIGN KEY ([account_id]) REFERENCES [service_accounts] ([id]) ON DELETE CASCADE
);

CREATE TABLE [client_certificates] (
    [id] uniqueidentifier NOT NULL,
    [application_id] uniqueidentifier NOT NULL,
    [match] nvarchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [value] nvarchar(1000) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [pem] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
    [created_at] bigint NOT NULL,
    [created_by_id] uniqueidentifier NULL,
    [created_by_name] nvarchar(255) COLLATE Latin1_General_100_BIN2 NULL,
    [expires_at] bigint NULL,
    CONSTRAINT [PK_client_certificates] PRIMARY KEY ([id]),
    CONSTRAINT [FK_client_certificates_applications_application_id] FOREIGN KEY ([application_id]) REFERENCES [applications] ([id]) ON DELETE CASCADE
);

CREATE TABLE [client_secrets] (
    [id] uniqueidentifier NOT NULL,
    [application_id] uniqueidentifier NOT NULL,
    [hash] varbinary(32) NOT NULL,
    [hash_key_version] int NOT NULL,
    [hint] nvarchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [created_at] bigint NOT NULL,
    [created_by_id] uniqueidentifier NULL,
    [created_by_name] nvarchar(255) COLLATE Latin1_General_100_BIN2 NULL,
    [expires_at] bigint NULL,
    CONSTRAINT [PK_client_secrets] PRIMARY KEY ([id]),
    CONSTRAINT [FK_client_secrets_applications_application_id] FOREIGN KEY ([application_id]) REFERENCES [applications] ([id]) ON DELETE CASCADE
);

CREATE TABLE [federated_credentials] (
    [id] uniqueidentifier NOT NULL,
    [application_id] uniqueidentifier NOT NULL,
    [name] nvarchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [issuer] nvarchar(2000) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [is_spiffe] bit NOT NULL,
    [audience] nvarchar(2000) COLLATE Latin1_General_100_BIN2 NULL,
    [conditions] nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL,
    [jwks_url] nvarchar(2000) COLLATE Latin1_General_100_BIN2 NULL,
    [jwks] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
    [created_at] bigint NOT NULL,
    [created_by_id] uniqueidentifier NULL,
    [created_by_name] nvarchar(255) COLLATE Latin1_General_100_BIN2 NULL,
    [updated_at] bigint NULL,
    [updated_by_id] uniqueidentifier NULL,
    [expires_at] bigint NULL,
    CONSTRAINT [PK_federated_credentials] PRIMARY KEY ([id]),
    CONSTRAINT [FK_federated_credentials_applications_application_id] FOREIGN KEY ([application_id]) REFERENCES [applications] ([id]) ON DELETE CASCADE
);

CREATE TABLE [key_sets] (
    [id] uniqueidentifier NOT NULL,
    [application_id] uniqueidentifier NOT NULL,
    [jwks_url] nvarchar(2000) COLLATE Latin1_General_100_BIN2 NULL,
    [jwks] nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL,
    CONSTRAINT [PK_key_sets] PRIMARY KEY ([id]),
    CONSTRAINT [FK_key_sets_applications_application_id] FOREIGN KEY ([application_id]) REFERENCES [applications] ([id]) ON DELETE CASCADE
);

IF EXISTS (SELECT * FROM [sys].[identity_columns] WHERE [name] IN (N'id', N'position', N'seal') AND [object_id] = OBJECT_ID(N'[ledger_position]'))
    SET IDENTITY_INSERT [ledger_position] ON;
INSERT INTO [ledger_position] ([id], [position], [seal])
VALUES (1, CAST(0 AS bigint), 0x);
IF EXISTS (SELECT * FROM [sys].[identity_columns] WHERE [name] IN (N'id', N'position', N'seal') AND [object_id] = OBJECT_ID(N'[ledger_position]'))
    SET IDENTITY_INSERT [ledger_position] OFF;

IF EXISTS (SELECT * FROM [sys].[identity_columns] WHERE [name] IN (N'id', N'created_at', N'description', N'level', N'name', N'normalized_name', N'number', N'tenant_id', N'version') AND [object_id] = OBJECT_ID(N'[roles]'))
    SET IDENTITY_INSERT [roles] ON;
INSERT INTO [roles] ([id], [created_at], [description], [level], [name], [normalized_name], [number], [tenant_id], [version])
VALUES ('01990000-0000-7000-8000-000000000001', CAST(0 AS bigint), N'Everything on this server.', N'System', N'super_admin', N'SUPER_ADMIN', CAST(1 AS bigint), NULL, CAST(1 AS bigint)),
('01990000-0000-7000-8000-000000000002', CAST(0 AS bigint), N'Everything of one tenant.', N'Tenant', N'tenant_admin', N'TENANT_ADMIN', CAST(2 AS bigint), NULL, CAST(1 AS bigint)),
('01990000-0000-7000-8000-000000000003', CAST(0 AS bigint), N'Organizations and service accounts of one group.', N'Group', N'group_admin', N'GROUP_ADMIN', CAST(3 AS bigint), NULL, CAST(1 AS bigint)),
('01990000-0000-7000-8000-000000000004', CAST(0 AS bigint), N'Service accounts of one organization.', N'Organization', N'org_admin', N'ORG_ADMIN', CAST(4 AS bigint), NULL, CAST(1 AS bigint)),
('01990000-0000-7000-8000-000000000005', CAST(0 AS bigint), N'Reads what there is, the journal and keys excepted.', N'Organization', N'member', N'MEMBER', CAST(5 AS bigint), NULL, CAST(1 AS bigint)),
('01990000-0000-7000-8000-000000000006', CAST(0 AS bigint), N'Reads the journal.', N'Organization', N'journal_reader', N'JOURNAL_READER', CAST(6 AS bigint), NULL, CAST(1 AS bigint)),
('01990000-0000-7000-8000-000000000007', CAST(0 AS bigint), N'api:read and api:write of the tenant''s default Api.', N'Organization', N'api_default', N'API_DEFAULT', CAST(7 AS bigint), NULL, CAST(1 AS bigint));
IF EXISTS (SELECT * FROM [sys].[identity_columns] WHERE [name] IN (N'id', N'created_at', N'description', N'level', N'name', N'normalized_name', N'number', N'tenant_id', N'version') AND [object_id] = OBJECT_ID(N'[roles]'))
    SET IDENTITY_INSERT [roles] OFF;

CREATE UNIQUE INDEX [IX_account_group_bindings_group_id_role_id_place_id] ON [account_group_bindings] ([group_id], [role_id], [place_id]);

CREATE INDEX [IX_account_group_bindings_place_id] ON [account_group_bindings] ([place_id]);

CREATE INDEX [IX_account_group_bindings_role_id] ON [account_group_bindings] ([role_id]);

CREATE INDEX [IX_account_group_grants_api_id_name] ON [account_group_grants] ([api_id], [name]);

CREATE INDEX [IX_account_group_members_group_id_created_at_principal_id] ON [account_group_members] ([group_id], [created_at], [principal_id]);

CREATE INDEX [IX_account_group_members_principal_id] ON [account_group_members] ([principal_id]);

CREATE INDEX [IX_account_groups_tenant_id_created_at_id] ON [account_groups] ([tenant_id], [created_at], [id]);

CREATE UNIQUE INDEX [IX_account_groups_tenant_id_normalized_name] ON [account_groups] ([tenant_id], [normalized_name]);

CREATE UNIQUE INDEX [IX_api_tokens_hash] ON [api_tokens] ([hash]);

CREATE INDEX [IX_api_tokens_principal_id] ON [api_tokens] ([principal_id]);

CREATE UNIQUE INDEX [IX_api_tokens_retiring_hash] ON [api_tokens] ([retiring_hash]) WHERE [retiring_hash] IS NOT NULL;

CREATE INDEX [IX_api_tokens_tenant_id_created_at_id] ON [api_tokens] ([tenant_id], [created_at], [id]);

CREATE INDEX [IX_api_tokens_tenant_id_expires_at] ON [api_tokens] ([tenant_id], [expires_at]);

CREATE UNIQUE INDEX [IX_apis_identifier] ON [apis] ([identifier]);

CREATE INDEX [IX_apis_tenant_id_created_at_id] ON [apis] ([tenant_id], [created_at], [id]);

CREATE UNIQUE INDEX [IX_applications_client_id] ON [applications] ([client_id]);

CREATE INDEX [IX_applications_principal_id] ON [applications] ([principal_id]);

CREATE INDEX [IX_applications_tenant_id_created_at_id] ON [applications] ([tenant_id], [created_at], [id]);

CREATE INDEX [IX_client_certificates_application_id] ON [client_certificates] ([application_id]);

CREATE INDEX [IX_client_secrets_application_id] ON [client_secrets] ([application_id]);

CREATE INDEX [IX_client_secrets_expires_at] ON [client_secrets] ([expires_at]);

CREATE INDEX [IX_client_secrets_hash] ON [client_secrets] ([hash]);

CREATE INDEX [IX_credential_uses_principal_id_used_at] ON [credential_uses] ([principal_id], [used_at]);

CREATE INDEX [IX_direct_grants_api_id_name] ON [direct_grants] ([api_id], [name]);

CREATE INDEX [IX_federated_credentials_application_id] ON [federated_credentials] ([application_id]);

CREATE INDEX [IX_fetched_key_sets_fetched_at] ON [fetched_key_sets] ([fetched_at]);

CREATE INDEX [IX_idempotency_keys_created_at] ON [idempotency_keys] ([created_at]);

CREATE INDEX [IX_issuance_batches_created_at] ON [issuance_batches] ([created_at]);

CREATE INDEX [IX_issuance_blocks_minute] ON [issuance_blocks] ([minute]);

CREATE UNIQUE INDEX [IX_key_sets_application_id] ON [key_sets] ([application_id]);

CREATE INDEX [IX_key_sets_jwks_url] ON [key_sets] ([jwks_url]);

CREATE INDEX [IX_ledger_actor_id_position] ON [ledger] ([actor_id], [position]);

CREATE INDEX [IX_ledger_client_id_position] ON [ledger] ([client_id], [position]);

CREATE INDEX [IX_ledger_principal_id_position] ON [ledger] ([principal_id], [position]);

CREATE INDEX [IX_ledger_subject_id_position] ON [ledger] ([subject_id], [position]);

CREATE INDEX [IX_ledger_tenant_id_outcome_position] ON [ledger] ([tenant_id], [outcome], [position]);

CREATE INDEX [IX_ledger_tenant_id_position] ON [ledger] ([tenant_id], [position]);

CREATE INDEX [IX_organizations_parent_id] ON [organizations] ([parent_id]);

CREATE INDEX [IX_organizations_tenant_id_created_at_id] ON [organizations] ([tenant_id], [created_at], [id]);

CREATE UNIQUE INDEX [IX_organizations_tenant_id_slug] ON [organizations] ([tenant_id], [slug]);

CREATE UNIQUE INDEX [IX_principals_number] ON [principals] ([number]);

CREATE INDEX [IX_principals_tenant_id] ON [principals] ([tenant_id]);

CREATE INDEX [IX_revoked_tokens_expires_at] ON [revoked_tokens] ([expires_at]);

CREATE INDEX [IX_role_bindings_place_id] ON [role_bindings] ([place_id]);

CREATE UNIQUE INDEX [IX_role_bindings_principal_id_role_id_place_id] ON [role_bindings] ([principal_id], [role_id], [place_id]);

CREATE INDEX [IX_role_bindings_role_id_principal_id] ON [role_bindings] ([role_id], [principal_id]);

CREATE INDEX [IX_role_permissions_api_id_name] ON [role_permissions] ([api_id], [name]);

CREATE UNIQUE INDEX [IX_roles_number] ON [roles] ([number]);

CREATE INDEX [IX_roles_tenant_id_created_at_id] ON [roles] ([tenant_id], [created_at], [id]);

CREATE UNIQUE INDEX [IX_roles_tenant_id_normalized_name] ON [roles] ([tenant_id], [normalized_name]) WHERE [tenant_id] IS NOT NULL;

CREATE INDEX [IX_service_account_labels_key_value_account_id] ON [service_account_labels] ([key], [value], [account_id]);

CREATE INDEX [IX_service_accounts_organization_id_created_at_id] ON [service_accounts] ([organization_id], [created_at], [id]);

CREATE UNIQUE INDEX [IX_service_accounts_organization_id_normalized_name] ON [service_accounts] ([organization_id], [normalized_name]);

CREATE INDEX [IX_service_accounts_tenant_id_created_at_id] ON [service_accounts] ([tenant_id], [created_at], [id]);

CREATE INDEX [IX_service_accounts_tenant_id_email] ON [service_accounts] ([tenant_id], [email]);

CREATE INDEX [IX_service_accounts_tenant_id_expires_at] ON [service_accounts] ([tenant_id], [expires_at]);

CREATE UNIQUE INDEX [IX_service_accounts_tenant_id_handle] ON [service_accounts] ([tenant_id], [handle]);

CREATE INDEX [IX_service_accounts_tenant_id_normalized_name] ON [service_accounts] ([tenant_id], [normalized_name]);

CREATE INDEX [IX_single_use_claims_expires_at] ON [single_use_claims] ([expires_at]);

CREATE UNIQUE INDEX [IX_status_list_entries_credential_id_epoch] ON [status_list_entries] ([credential_id], [epoch]);

CREATE INDEX [IX_status_list_entries_principal_id] ON [status_list_entries] ([principal_id]);

CREATE INDEX [IX_tenants_created_at_id] ON [tenants] ([created_at], [id]);

CREATE UNIQUE INDEX [IX_tenants_host_label] ON [tenants] ([host_label]);

CREATE UNIQUE INDEX [IX_tenants_realm] ON [tenants] ([realm]);

CREATE INDEX [IX_users_tenant_id_created_at_id] ON [users] ([tenant_id], [created_at], [id]);

CREATE UNIQUE INDEX [IX_users_tenant_id_normalized_email] ON [users] ([tenant_id], [normalized_email]);

INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
VALUES (N'20261122211835_Initial', N'10.0.14');

COMMIT;
GO
