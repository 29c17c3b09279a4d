"""What the words of news become when a machine picks the wrong sense: data, index and proposals."""
