-- what is new in the ledger

SELECT TOP(@p) [l].[position] AS [Position], [l].[outcome] AS [Outcome], [l].[tenant_id] AS [TenantId], [l].[principal_id] AS [PrincipalId], [l].[action] AS [Action], [l].[seal] AS [Seal]
FROM [ledger] AS [l]
WHERE [l].[position] >= @_position
ORDER BY [l].[position]

-- client

SELECT [a0].[id], [a0].[access_token_ttl_seconds], [a0].[allowed_scopes], [a0].[allows_token_endpoint_audience], [a0].[assertion_max_lifetime_seconds], [a0].[authentication_method], [a0].[client_id], [a0].[created_at], [a0].[created_by_id], [a0].[default_api_id], [a0].[description], [a0].[enabled], [a0].[name], [a0].[policy], [a0].[principal_id], [a0].[tenant_id], [a0].[updated_at], [a0].[updated_by_id], [c].[id], [c].[application_id], [c].[created_at], [c].[created_by_id], [c].[created_by_name], [c].[expires_at], [c].[hash], [c].[hash_key_version], [c].[hint]
FROM (
    SELECT TOP(2) [a].[id], [a].[access_token_ttl_seconds], [a].[allowed_scopes], [a].[allows_token_endpoint_audience], [a].[assertion_max_lifetime_seconds], [a].[authentication_method], [a].[client_id], [a].[created_at], [a].[created_by_id], [a].[default_api_id], [a].[description], [a].[enabled], [a].[name], [a].[policy], [a].[principal_id], [a].[tenant_id], [a].[updated_at], [a].[updated_by_id]
    FROM [applications] AS [a]
    WHERE [a].[client_id] = N'client'
) AS [a0]
LEFT JOIN [client_secrets] AS [c] ON [a0].[id] = [c].[application_id]
ORDER BY [a0].[id]

-- principal

SELECT TOP(2) [p].[id], [p].[epoch], [p].[kind], [p].[number], [p].[status], [p].[tenant_id]
FROM [principals] AS [p]
WHERE [p].[id] = @principalId

-- principal's access

SELECT TOP(@p) [r].[id], [r].[created_at], [r].[place_id], [r].[place_kind], [r].[principal_id], [r].[role_id]
FROM [role_bindings] AS [r]
WHERE [r].[principal_id] = @principalId
ORDER BY [r].[id]

SELECT TOP(@p) [d].[principal_id], [d].[api_id], [d].[name], [d].[created_at]
FROM [direct_grants] AS [d]
WHERE [d].[principal_id] = @principalId
ORDER BY [d].[api_id], [d].[name]

SELECT TOP(@p) [a].[group_id]
FROM [account_group_members] AS [a]
WHERE [a].[principal_id] = @principalId
ORDER BY [a].[group_id]

-- access of several

SELECT TOP(@p) [r].[id], [r].[created_at], [r].[place_id], [r].[place_kind], [r].[principal_id], [r].[role_id]
FROM [role_bindings] AS [r]
WHERE [r].[principal_id] IN (
    SELECT [p].[value]
    FROM OPENJSON(@principalIds) WITH ([value] uniqueidentifier '$') AS [p]
)
ORDER BY [r].[id]

SELECT TOP(@p) [d].[principal_id], [d].[api_id], [d].[name], [d].[created_at]
FROM [direct_grants] AS [d]
WHERE [d].[principal_id] IN (
    SELECT [p].[value]
    FROM OPENJSON(@principalIds) WITH ([value] uniqueidentifier '$') AS [p]
)
ORDER BY [d].[api_id], [d].[name]

SELECT TOP(@p) [a].[group_id], [a].[principal_id], [a].[created_at]
FROM [account_group_members] AS [a]
WHERE [a].[principal_id] IN (
    SELECT [p].[value]
    FROM OPENJSON(@principalIds) WITH ([value] uniqueidentifier '$') AS [p]
)
ORDER BY [a].[group_id]

-- tenant's access

SELECT TOP(2) [t].[id], [t].[created_at], [t].[default_api_id], [t].[host_label], [t].[identifier_prefixes], [t].[maximum_service_accounts], [t].[maximum_ttl_seconds], [t].[minimum_ttl_seconds], [t].[name], [t].[policy], [t].[realm], [t].[region], [t].[version]
FROM [tenants] AS [t]
WHERE [t].[id] = @tenantId

-- tenant by label

SELECT TOP(2) [t].[id]
FROM [tenants] AS [t]
WHERE [t].[host_label] = @lower

-- tenant by organization

SELECT TOP(2) [o].[tenant_id]
FROM [organizations] AS [o]
WHERE [o].[id] = @organizationId

-- emails

SELECT [u].[id], [u].[created_at], [u].[email], [u].[name], [u].[normalized_email], [u].[tenant_id], [u].[updated_at], [u].[version]
FROM [users] AS [u]
WHERE [u].[id] IN (
    SELECT [i].[value]
    FROM OPENJSON(@ids) WITH ([value] uniqueidentifier '$') AS [i]
) AND [u].[tenant_id] = @tenantId

-- roles of users

SELECT TOP(@p) [s].[PrincipalId], [s].[Number]
FROM (
    SELECT DISTINCT [r].[principal_id] AS [PrincipalId], [r0].[number] AS [Number]
    FROM [role_bindings] AS [r]
    INNER JOIN [principals] AS [p] ON [r].[principal_id] = [p].[id]
    INNER JOIN [roles] AS [r0] ON [r].[role_id] = [r0].[id]
    WHERE [r].[principal_id] IN (
        SELECT [u].[value]
        FROM OPENJSON(@userIds) WITH ([value] uniqueidentifier '$') AS [u]
    ) AND [p].[tenant_id] = @tenantId
) AS [s]
ORDER BY [s].[PrincipalId], [s].[Number]

-- users of roles

SELECT TOP(@p) [s].[RoleId], [s].[Number]
FROM (
    SELECT DISTINCT [r].[role_id] AS [RoleId], [p0].[number] AS [Number]
    FROM [role_bindings] AS [r]
    INNER JOIN (
        SELECT [p].[id], [p].[number]
        FROM [principals] AS [p]
        WHERE [p].[tenant_id] = @_8__locals1_tenantId AND [p].[kind] = N'User'
    ) AS [p0] ON [r].[principal_id] = [p0].[id]
    WHERE [r].[role_id] IN (
        SELECT [8].[value]
        FROM OPENJSON(@_8__locals1_roleIds) WITH ([value] uniqueidentifier '$') AS [8]
    )
) AS [s]
ORDER BY [s].[RoleId], [s].[Number]

-- last uses

SELECT TOP(@p) [c].[credential_id], [c].[key_id], [c].[address], [c].[principal_id], [c].[tenant_id], [c].[used_at]
FROM [credential_uses] AS [c]
WHERE [c].[principal_id] IN (@principalIds1, @principalIds2)
ORDER BY [c].[credential_id]

-- uses of what is gone

SELECT TOP(@p) [c0].[credential_id]
FROM (
    SELECT DISTINCT [c].[credential_id]
    FROM [credential_uses] AS [c]
    WHERE [c].[credential_id] > @_next
) AS [c0]
ORDER BY [c0].[credential_id]

-- revoked token

SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [revoked_tokens] AS [r]
        WHERE [r].[id] = @id) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

-- status list

SELECT TOP(@p) [s].[index]
FROM [status_list_entries] AS [s]
WHERE [s].[tenant_id] = @tenantId AND [s].[list] = @list AND (NOT EXISTS (
    SELECT 1
    FROM [principals] AS [p]
    WHERE [p].[id] = [s].[principal_id] AND [p].[status] = N'Active' AND [p].[epoch] = [s].[epoch]) OR EXISTS (
    SELECT 1
    FROM [service_accounts] AS [s0]
    WHERE [s0].[id] = [s].[principal_id] AND [s0].[expires_at] <= @now) OR (NOT EXISTS (
    SELECT 1
    FROM [api_tokens] AS [a]
    WHERE [a].[id] = [s].[credential_id] AND [a].[enabled] = CAST(1 AS bit) AND [a].[revoked_at] IS NULL AND ([a].[expires_at] IS NULL OR [a].[expires_at] > @now0)) AND (NOT EXISTS (
    SELECT 1
    FROM [applications] AS [a0]
    WHERE [a0].[client_id] = [s].[client_id] AND [a0].[enabled] = CAST(1 AS bit)) OR (NOT EXISTS (
    SELECT 1
    FROM [client_secrets] AS [c]
    WHERE [c].[id] = [s].[credential_id] AND ([c].[expires_at] IS NULL OR [c].[expires_at] > @now1)) AND NOT EXISTS (
    SELECT 1
    FROM [key_sets] AS [k]
    WHERE [k].[id] = [s].[credential_id]) AND NOT EXISTS (
    SELECT 1
    FROM [client_certificates] AS [c0]
    WHERE [c0].[id] = [s].[credential_id] AND ([c0].[expires_at] IS NULL OR [c0].[expires_at] > @now2)) AND NOT EXISTS (
    SELECT 1
    FROM [federated_credentials] AS [f]
    WHERE [f].[id] = [s].[credential_id] AND ([f].[expires_at] IS NULL OR [f].[expires_at] > @now3))))))
ORDER BY [s].[index]

-- end of the ledger

SELECT TOP(1) [l].[position], [l].[at], [l].[seal]
FROM [ledger] AS [l]
ORDER BY [l].[position] DESC

-- ended client

SELECT CASE
    WHEN EXISTS (
        SELECT 1
        FROM [ledger] AS [l]
        WHERE [l].[client_id] = @clientId AND COALESCE([l].[tenant_id], '00000000-0000-0000-0000-000000000000') = @tenantId AND [l].[action] IN (N'service_account.created', N'application.created')) THEN CAST(1 AS bit)
    ELSE CAST(0 AS bit)
END

-- retention

SELECT TOP(@p) [s].[expires_at]
FROM [single_use_claims] AS [s]
WHERE [s].[expires_at] < @now
ORDER BY [s].[expires_at]

SELECT TOP(@p) [i].[created_at]
FROM [issuance_batches] AS [i]
WHERE [i].[created_at] < @oldestBatch
ORDER BY [i].[created_at]

SELECT TOP(@p) [c].[expires_at]
FROM [client_secrets] AS [c]
WHERE [c].[expires_at] < @oldestSecret
ORDER BY [c].[expires_at]

SELECT TOP(@p) [i].[created_at]
FROM [idempotency_keys] AS [i]
WHERE [i].[created_at] < @yesterday
ORDER BY [i].[created_at]

SELECT TOP(@p) [r].[expires_at]
FROM [revoked_tokens] AS [r]
WHERE [r].[expires_at] < @now
ORDER BY [r].[expires_at]

SELECT TOP(@p) [f].[fetched_at]
FROM [fetched_key_sets] AS [f]
WHERE [f].[fetched_at] < @yesterday
ORDER BY [f].[fetched_at]

-- sealing

SELECT TOP(@p) [i].[node], [i].[sequence], [i].[count], [i].[created_at], [i].[payload]
FROM [issuance_batches] AS [i]
WHERE [i].[created_at] < @before
ORDER BY [i].[created_at]

-- issuances

SELECT [i].[node], [i].[sequence], [i].[count], [i].[created_at], [i].[payload]
FROM [issuance_batches] AS [i]
WHERE [i].[created_at] >= @earliest
ORDER BY [i].[created_at]

SELECT TOP(@p) [i].[shard], [i].[minute], [i].[part], [i].[count], [i].[hash], [i].[payload]
FROM [issuance_blocks] AS [i]
WHERE [i].[shard] = @shard AND [i].[minute] >= @first AND [i].[minute] <= @last
ORDER BY [i].[minute], [i].[part]
