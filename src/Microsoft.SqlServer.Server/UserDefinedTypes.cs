namespace Microsoft.SqlServer.Server;

/// <summary>How a CLR type is kept in a column.</summary>
public enum Format
{
    /// <summary>Not said.</summary>
    Unknown = 0,

    /// <summary>By its fields.</summary>
    Native = 1,

    /// <summary>By itself, through <see cref="IBinarySerialize"/>.</summary>
    UserDefined = 2,
}

/// <summary>A CLR type that writes and reads itself.</summary>
public interface IBinarySerialize
{
    /// <summary>Reads it.</summary>
    void Read(BinaryReader r);

    /// <summary>Writes it.</summary>
    void Write(BinaryWriter w);
}

/// <summary>Says that a CLR type is one of a column.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = false, Inherited = true)]
public sealed class SqlUserDefinedTypeAttribute(Format format) : Attribute
{
    /// <summary>How it is kept.</summary>
    public Format Format { get; } = format;

    /// <summary>The most bytes it takes.</summary>
    public int MaxByteSize { get; set; }

    /// <summary>Whether all its values have the same length.</summary>
    public bool IsFixedLength { get; set; }

    /// <summary>Whether the order of its bytes is that of its values.</summary>
    public bool IsByteOrdered { get; set; }

    /// <summary>What checks a value.</summary>
    public string? ValidationMethodName { get; set; }

    /// <summary>The type's name in the database.</summary>
    public string? Name { get; set; }
}

/// <summary>A CLR type that cannot be one of a column.</summary>
[Serializable]
public sealed class InvalidUdtException : SystemException
{
    /// <summary>Says nothing more.</summary>
    public InvalidUdtException()
    {
    }

    /// <summary>Says why.</summary>
    public InvalidUdtException(string message)
        : base(message)
    {
    }

    /// <summary>Says why, and what it came of.</summary>
    public InvalidUdtException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
