INSERT INTO single_use_claims ([key], expires_at, node, sequence)
SELECT new.[key], new.ends, new.node, new.sequence
FROM OPENJSON(@p0) WITH (
    [key] nvarchar(64), ends bigint, node uniqueidentifier, sequence bigint) AS new
WHERE NOT EXISTS (SELECT 1 FROM single_use_claims AS old WITH (UPDLOCK, HOLDLOCK) WHERE old.[key] = new.[key])
ORDER BY new.[key]

INSERT INTO issuance_batches (node, sequence, created_at, count, payload) VALUES (@p0, @p1, @p2, @p3, @p4)

UPDATE kept SET used_at = new.used, address = new.address
FROM credential_uses AS kept WITH (UPDLOCK, HOLDLOCK)
INNER JOIN OPENJSON(@p0) WITH (
    credential uniqueidentifier, [key] nvarchar(255), used bigint,
    address nvarchar(64)) AS new ON kept.credential_id = new.credential AND kept.key_id = new.[key]
WHERE new.used > kept.used_at

INSERT INTO credential_uses (credential_id, key_id, principal_id, tenant_id, used_at, address)
SELECT new.credential, new.[key], new.principal, new.tenant, new.used, new.address
FROM OPENJSON(@p0) WITH (
    credential uniqueidentifier, [key] nvarchar(255), principal uniqueidentifier,
    tenant uniqueidentifier, used bigint, address nvarchar(64)) AS new
WHERE NOT EXISTS (
    SELECT 1 FROM credential_uses AS old WITH (UPDLOCK, HOLDLOCK)
    WHERE old.credential_id = new.credential AND old.key_id = new.[key])
